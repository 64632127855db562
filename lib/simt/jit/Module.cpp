//===- Module.cpp - One device image, compiled for the host ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Module.h. Code generation is the cheap kind: the device compiler has
// optimised the IR already, and what runs is mostly calls of hooks.
// Test: test/unit/cudart/DriverTest.cpp, test/unit/cudart/programs/
//===----------------------------------------------------------------------===//
#include "Module.h"

#include "Faults.h"
#include "Jit.h"
#include "Mutation.h"
#include "Places.h"
#include "retarget/Retarget.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>

using namespace llvm;

namespace gpurt::simt {

bool checksBounds() {
  static const char *const Text = std::getenv("GPURT_CHECK");
  return !Text || StringRef(Text) != "0";
}

bool modelsMemory() {
  static const char *const Text = std::getenv("GPURT_MEMORY");
  return Text && StringRef(Text) == "weak";
}

DeviceModule::DeviceModule(std::unique_ptr<MemoryBuffer> Code,
                           std::string Error)
    : Code(std::move(Code)), Error(std::move(Error)) {}

// The compiled code stays: a program's exit handlers may still launch.
DeviceModule::~DeviceModule() = default;

bool DeviceModule::fail(std::string Text) {
  Error = std::move(Text);
  return false;
}

bool DeviceModule::load() {
  std::lock_guard Guard(Lock);
  if (Now == State::Fresh) {
    Now = State::Broken;
    if (Code)
      compile();
    if (Error.empty())
      Now = State::Ready;
    Code.reset();
  }
  return Now == State::Ready;
}

void DeviceModule::noteGlobals(const llvm::Module &M) {
  for (const GlobalVariable &Each : M.globals())
    if (!Each.isDeclaration() && !Each.hasLocalLinkage() &&
        !Each.hasAppendingLinkage())
      Globals[Each.getName().str()].Size =
          M.getDataLayout().getTypeAllocSize(Each.getValueType());
}

void DeviceModule::compile() {
  Jit &J = Jit::get();
  if (!J.error().empty()) {
    fail(J.error());
    return;
  }
  auto Context = std::make_unique<LLVMContext>();
  auto Parsed = parseBitcodeFile(*Code, *Context);
  if (!Parsed) {
    fail("the device bitcode cannot be read: " + toString(Parsed.takeError()));
    return;
  }
  std::unique_ptr<llvm::Module> M = std::move(*Parsed);
  std::vector<std::string> Unsupported;
  RetargetOptions Options;
  Options.CheckBounds = checksBounds();
  Options.MemoryModel = modelsMemory();
  if (!retarget(*M, J.layout(), J.triple(), Unsupported, Options)) {
    std::string Text = "the device code uses what the CPU device cannot run:";
    for (const std::string &Line : Unsupported)
      Text += "\n  " + Line;
    fail(std::move(Text));
    return;
  }
  for (auto *Change : {&mutateFromEnvironment, &injectFaultsFromEnvironment})
    if (std::string Failed = Change(*M); !Failed.empty()) {
      fail(std::move(Failed));
      return;
    }
  noteGlobals(*M);
  keepLineTables(*M);
  auto Dylib = J.add(std::move(M), std::move(Context));
  if (!Dylib) {
    fail("the device code cannot be compiled: " + toString(Dylib.takeError()));
    return;
  }
  auto Table = J.find(**Dylib, "__gpurt_simt_kernels");
  if (!Table) {
    fail("the device code cannot be linked: " + toString(Table.takeError()));
    return;
  }
  const auto *All = static_cast<const SimtKernelTable *>(*Table);
  for (uint64_t I = 0; I != All->Count; ++I)
    Kernels[All->Kernels[I].Name] = &All->Kernels[I];
  for (auto &[Name, Each] : Globals) {
    auto Address = J.find(**Dylib, Name);
    if (!Address) {
      fail("the device variable " + Name +
           " cannot be linked: " + toString(Address.takeError()));
      return;
    }
    Each.Address = *Address;
  }
}

const SimtKernelInfo *DeviceModule::kernel(const std::string &Name) const {
  auto Found = Kernels.find(Name);
  return Found == Kernels.end() ? nullptr : Found->second;
}

const DeviceModule::Global *
DeviceModule::global(const std::string &Name) const {
  auto Found = Globals.find(Name);
  return Found == Globals.end() ? nullptr : &Found->second;
}

const DeviceModule::Global *DeviceModule::globalAt(const void *Address) const {
  auto At = reinterpret_cast<uintptr_t>(Address);
  for (const auto &[Name, Each] : Globals) {
    auto Start = reinterpret_cast<uintptr_t>(Each.Address);
    if (At >= Start && At - Start < Each.Size)
      return &Each;
  }
  return nullptr;
}

} // namespace gpurt::simt
