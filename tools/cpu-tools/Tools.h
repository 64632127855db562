//===- Tools.h - Stand-ins for the toolkit's ptxas, fatbinary and nvlink --===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang runs these three on device code. For the CPU device the driver gives
// it ours, in lib/gpurt-cpu/bin, which pass bitcode along instead:
//   ptxas                 PTX with a bitcode comment -> image
//   fatbinary             image -> image
//   clang-nvlink-wrapper  images of several objects -> one, linked
// An image is an OffloadBinary (llvm/Object/OffloadBinary.h) with the bitcode
// in it: it knows its own size, so the runtime can read it from memory. Each
// takes the options that Clang gives the original, and no others.
// Tests: test/driver/cpu-*.test
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_CPUTOOLS_TOOLS_H
#define GPURT_TOOLS_CPUTOOLS_TOOLS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace gpurt::cputools {

using Arguments = llvm::ArrayRef<llvm::StringRef>;

[[nodiscard]] llvm::Error runPtxas(Arguments Args);
[[nodiscard]] llvm::Error runFatbinary(Arguments Args);
[[nodiscard]] llvm::Error runNvlink(Arguments Args);

} // namespace gpurt::cputools

#endif // GPURT_TOOLS_CPUTOOLS_TOOLS_H
