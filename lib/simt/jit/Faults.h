//===- Faults.h - GPURT_FAULTS ----------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes threads that wait in the device library find that their grid has
// panicked, and so end (passes/retarget/Faults.h):
//   GPURT_FAULTS=7        the process's 7th look, and all later ones of its
//                         grid: as when another thread panics at that moment
//   GPURT_FAULTS=random   in the grid that looks first: either that, at a look
//                         that GPURT_SEED picks, or each look by itself with a
//                         chance that it picks; later grids see how things are
// No panic is recorded, so the host learns of nothing: what is tested is that
// everything is in order afterwards.
// Test: test/simt/devicelib/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_JIT_FAULTS_H
#define GPURT_LIB_SIMT_JIT_FAULTS_H

#include <cstdint>
#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace gpurt::simt {

/// Does to \p M, a retargeted image, what the environment asks for.
/// \returns empty, or in one line why that cannot be done
std::string injectFaultsFromEnvironment(llvm::Module &M);

/// The hook; passes/retarget/Faults.h says what it is given.
uint64_t faultOrNot(uint64_t Seen, uint64_t Stopped);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_JIT_FAULTS_H
