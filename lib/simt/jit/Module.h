//===- Module.h - One device image, compiled for the host -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Retargets a device image (passes/retarget) and compiles it with ORC when it
// is first needed. Each image is a JITDylib of its own, so equal names in two
// images do not meet, as on a GPU. Device code may call the engine's hooks,
// libm, the compiler's support library and the memory functions, and nothing
// else of the process.
// Not done here: anything that knows CUDA.
// Test: test/unit/cudart/DriverTest.cpp, test/unit/cudart/programs/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_JIT_MODULE_H
#define GPURT_LIB_SIMT_JIT_MODULE_H

#include "engine/KernelInfo.h"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace llvm {
class MemoryBuffer;
class Module;
} // namespace llvm

namespace gpurt::simt {

class DeviceModule {
public:
  struct Global {
    void *Address = nullptr;
    size_t Size = 0;
  };

  /// \p Code may be null; the module then fails to load with \p Error.
  DeviceModule(std::unique_ptr<llvm::MemoryBuffer> Code, std::string Error);
  DeviceModule(const DeviceModule &) = delete;
  DeviceModule &operator=(const DeviceModule &) = delete;
  ~DeviceModule();

  /// Compiles if that was not done. Any thread.
  /// \returns false if the module cannot run; error() has the lines why
  bool load();
  [[nodiscard]] const std::string &error() const { return Error; }

  /// For a module that load() accepted. \returns null if there is none
  const SimtKernelInfo *kernel(const std::string &Name) const;
  const Global *global(const std::string &Name) const;
  /// The global that holds \p Address, or null.
  const Global *globalAt(const void *Address) const;
  [[nodiscard]] const std::map<std::string, const SimtKernelInfo *> &
  kernels() const {
    return Kernels;
  }

private:
  void compile();
  bool fail(std::string Text);
  void noteGlobals(const llvm::Module &M);

  enum class State { Fresh, Ready, Broken };
  std::mutex Lock;
  State Now = State::Fresh; ///< guarded by Lock, as the rest until Ready
  std::unique_ptr<llvm::MemoryBuffer> Code;
  std::string Error;
  std::map<std::string, const SimtKernelInfo *> Kernels;
  std::map<std::string, Global> Globals;
};

/// True if each access of device code is checked: unless GPURT_CHECK is 0.
bool checksBounds();

/// True if GPURT_MEMORY=weak: device code then hands every access that another
/// lane could see to the engine.
bool modelsMemory();

/// Gives device code \p Address when it asks for the function \p Name, instead
/// of the engine's. Before the first load.
void overrideHook(const char *Name, void *Address);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_JIT_MODULE_H
