//===- Printf.h - Device printf's format and argument block -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CUDA's vprintf takes its arguments as one block: each at its natural
// alignment, integers and pointers as they are, floats as doubles.
// Test: test/unit/simt/PrintfTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_PRINTF_H
#define GPURT_LIB_SIMT_ENGINE_PRINTF_H

#include <cstdint>
#include <string>

namespace gpurt::simt {

/// \param Conversions  set to the number of arguments consumed
/// \returns the text; a conversion that CUDA does not know is copied as it is
std::string formatPacked(const char *Format, const void *Args,
                         int32_t &Conversions);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_PRINTF_H
