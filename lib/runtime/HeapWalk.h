//===- HeapWalk.h - The blocks of a device's heap, host side --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lists the heap's blocks from its tables. Exact while no kernel allocates;
// else a block may be missed or listed although it is being given back.
// Test: test/run/checked/leaks-are-listed-by-site.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_HEAPWALK_H
#define GPURT_LIB_RUNTIME_HEAPWALK_H

#include "Device.h"

#include <functional>

namespace gpurt::runtime {

/// Calls \p Visit(address, size) for every block of the heap of \p Device that
/// somebody holds, in the order of addresses; Size is what the heap gave.
/// Callers: any thread, while the device is live
/// Cost: copies 12 bytes a backed page, and 512 for each slab in use
cudaError_t
forEachBlock(DeviceState &Device,
             const std::function<void(uint64_t Address, uint64_t Size)> &Visit);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_HEAPWALK_H
