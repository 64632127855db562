//===- CarryBitcode.h - The line that carries bitcode through PTX ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What gpurt-carry-bitcode writes and tools/cpu-tools reads: a PTX comment of
// this mark and the module's bitcode in base64, up to the end of the line.
// Tests: test/ir/carry-bitcode/, test/driver/cpu-*.test
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_CARRYBITCODE_H
#define GPURT_PASSES_CARRYBITCODE_H

#include "llvm/ADT/StringRef.h"

namespace gpurt {

inline constexpr llvm::StringLiteral BitcodeMark = "// gpurt-bitcode ";

} // namespace gpurt

#endif // GPURT_PASSES_CARRYBITCODE_H
