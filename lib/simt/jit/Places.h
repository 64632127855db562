//===- Places.h - What lies where in compiled device code -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Remembers, for each object that the JIT links, where its variables are and
// which source line each instruction stands for. The line table is read only
// when somebody asks.
// Test: test/simt/planted/programs/stack-overflow.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_JIT_PLACES_H
#define GPURT_LIB_SIMT_JIT_PLACES_H

#include "engine/Bounds.h"

#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class Module;
namespace orc {
class LLJIT;
} // namespace orc
} // namespace llvm

namespace gpurt::simt {

struct SourcePlace {
  std::string File, Function;
  uint32_t Line = 0, Column = 0;
};

/// What \p Instruction stands for: the innermost inlined function first. Empty
/// if it is no device code, or was compiled without line numbers.
std::vector<SourcePlace> sourceOf(uintptr_t Instruction);

/// The variable, or the run of unnamed constants, at \p Address in the memory
/// of a device image.
Extent imageDataAt(uintptr_t Address);

/// For Jit.cpp: lets \p Compiler note its objects from now on.
void notePlaces(llvm::orc::LLJIT &Compiler);

/// For Module.cpp: asks for line tables in \p M. The device compiler leaves out
/// all but directives when it optimises.
void keepLineTables(llvm::Module &M);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_JIT_PLACES_H
