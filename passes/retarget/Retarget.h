//===- Retarget.h - NVPTX device code for the CPU machine -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns the IR of a device image into IR for the host that asks the SIMT
// engine (lib/simt/engine/Hooks.h) for all that only a GPU has. Needs LLVM and
// nothing of the plugin, so the JIT links it too.
// Whatever has no translation is listed, with its place, and the module must
// then not be run: nothing is dropped or approximated in silence, except as
// said at retarget().
// Tests: test/ir/retarget/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_RETARGET_RETARGET_H
#define GPURT_PASSES_RETARGET_RETARGET_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/PassManager.h"

#include <string>
#include <vector>

namespace llvm {
class DataLayout;
class Module;
} // namespace llvm

namespace gpurt {

struct RetargetOptions {
  /// Every access that another lane could see goes through the engine's
  /// load and store hooks, so that a memory model decides what is read.
  /// Without it, plain accesses stay plain, behind __gpurt_simt_shared_access
  /// where they may be to shared memory.
  bool MemoryModel = false;
  /// An access to memory that others can see is announced with its size, so
  /// that one outside of what the kernel may touch is found at its place. One
  /// that is known to be inside of a variable is not.
  bool CheckBounds = false;
  /// LLVM 22 emits each atomicrmw for NVPTX as a relaxed, device-wide atom,
  /// whatever the IR says. True: the lane does what the chip would do. False:
  /// it does what the IR says.
  bool RmwAsEmitted = true;
  /// The answer to __nvvm_reflect("__CUDA_ARCH") and of the arch registers.
  unsigned Arch = 900;
  /// A call is placed at its innermost inlined frame whose file's path holds
  /// none of these.
  std::vector<std::string> WrapperPaths = {
      "/lib/clang/",         "__clang_cuda",     "/cuda/include/", "/cuda-",
      "/usr/local/include/", "/usr/include/",    "/cccl/",         "/c++/",
      "cooperative_groups",  "devicelib/target/"};
};

/// Rewrites \p M, an nvptx64 module with all it calls linked in, for the host.
/// Approximate instructions (sin.approx and so on) are computed with the host's
/// full precision, and .ftz forms keep subnormal numbers.
/// \param Unsupported  gets one line for each construct without a translation:
///                     what, file:line, function
/// \returns true if there was none; else \p M is in an unusable state
bool retarget(llvm::Module &M, const llvm::DataLayout &HostLayout,
              llvm::StringRef HostTriple, std::vector<std::string> &Unsupported,
              const RetargetOptions &Options = {});

/// gpurt-retarget, gpurt-retarget<memory-model>, gpurt-retarget<bounds>: for
/// x86-64 Linux, reporting what is unsupported as errors of the compiler. Other
/// modules than nvptx64 are left as they are.
struct RetargetPass : llvm::PassInfoMixin<RetargetPass> {
  RetargetOptions Options;
  explicit RetargetPass(RetargetOptions Options = {})
      : Options(std::move(Options)) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace gpurt

#endif // GPURT_PASSES_RETARGET_RETARGET_H
