//===- Jit.h - The process's compiler of device code ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One LLJIT for all images, made when the first is compiled, and what device
// code may link to. For lib/simt/jit only; others use Module.h.
// Test: test/unit/cudart/programs/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_JIT_JIT_H
#define GPURT_LIB_SIMT_JIT_JIT_H

#include "llvm/ExecutionEngine/Orc/LLJIT.h"

#include <memory>
#include <mutex>
#include <string>

namespace gpurt::simt {

class Jit {
public:
  /// Never destroyed: device code may run in the program's exit handlers.
  static Jit &get();

  /// Empty, or why nothing can be compiled on this machine.
  [[nodiscard]] const std::string &error() const { return Error; }
  [[nodiscard]] const llvm::DataLayout &layout() const {
    return Lazy->getDataLayout();
  }
  [[nodiscard]] std::string triple() const {
    return Lazy->getTargetTriple().str();
  }

  /// Puts \p M into a JITDylib of its own. Any thread.
  llvm::Expected<llvm::orc::JITDylib *>
  add(std::unique_ptr<llvm::Module> M,
      std::unique_ptr<llvm::LLVMContext> Context);

  /// Compiles what is needed for \p Name. Any thread.
  llvm::Expected<void *> find(llvm::orc::JITDylib &In, llvm::StringRef Name);

private:
  Jit();
  llvm::Error start();
  llvm::Error defineHooks(llvm::orc::JITDylib &In);

  std::string Error;
  std::unique_ptr<llvm::orc::LLJIT> Lazy;
  llvm::orc::JITDylib *Common = nullptr;
  std::mutex Lock;
  unsigned Count = 0; ///< guarded by Lock
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_JIT_JIT_H
