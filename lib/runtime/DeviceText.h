//===- DeviceText.h - Text that lies on a device --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads constants of modules of which the host knows the address alone.
// Test: test/run/checked/, test/run/error/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_DEVICETEXT_H
#define GPURT_LIB_RUNTIME_DEVICETEXT_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace gpurt::runtime {

/// Copies Size bytes from the device. \returns whether it could.
using DeviceReader =
    std::function<bool(void *To, const void *From, size_t Size)>;

/// \returns the text at \p Address, up to its NUL or \p Most bytes; as much of
/// it as \p Read gives.
std::string readDeviceText(const DeviceReader &Read, uint64_t Address,
                           size_t Most);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_DEVICETEXT_H
