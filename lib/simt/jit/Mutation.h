//===- Mutation.h - GPURT_MUTATE ---------------------------------*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GPURT_MUTATE=<site>:<what> weakens one memory order of the device library in
// each image that the program loads (passes/retarget/Mutate.h); "list" prints
// the sites of each image on stdout instead. An image without the site does
// not load, so a program never runs as it was by mistake. The first time that
// the weakened access is executed, stderr says so; without that line the
// mutation was not tested.
// Test: test/simt/devicelib/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_JIT_MUTATION_H
#define GPURT_LIB_SIMT_JIT_MUTATION_H

#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace gpurt::simt {

/// Does to \p M, a retargeted image, what the environment asks for.
/// \returns empty, or in one line why that cannot be done
std::string mutateFromEnvironment(llvm::Module &M);

/// The hook that weakened accesses call; Mutate.h names it.
void noteMutated(const char *Mutation);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_JIT_MUTATION_H
