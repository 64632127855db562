//===- Jit.cpp - The process's compiler of device code --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Jit.h. The hooks are listed by CMake from engine/Hooks.h (HookTable.inc)
// and defined by address: libgpurt-cpu.so exports CUDA's names alone.
// Test: test/unit/cudart/programs/
//===----------------------------------------------------------------------===//
#include "Jit.h"
#include "Faults.h"
#include "Module.h"
#include "Mutation.h"
#include "Places.h"

#include "engine/Hooks.h"
#include "retarget/Faults.h"
#include "retarget/Mutate.h"

#include "llvm/ExecutionEngine/Orc/Debugging/DebuggerSupport.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/Support/TargetSelect.h"

#include <cstring>
#include <map>

using namespace llvm;
using namespace llvm::orc;

namespace gpurt::simt {
namespace {

struct Function {
  const char *Name;
  void *Address;
};

#define GPURT_HOOK(NAME) {#NAME, reinterpret_cast<void *>(&NAME)},
const Function Hooks[] = {
#include "HookTable.inc"
};
#undef GPURT_HOOK

/// What LLVM's code generator calls by itself, besides libm and libgcc.
const Function Support[] = {
    {"memcpy", reinterpret_cast<void *>(&std::memcpy)},
    {"memmove", reinterpret_cast<void *>(&std::memmove)},
    {"memset", reinterpret_cast<void *>(&std::memset)},
    {"memcmp", reinterpret_cast<void *>(
                   static_cast<int (*)(const void *, const void *, size_t)>(
                       &std::memcmp))},
    {"strlen", reinterpret_cast<void *>(
                   static_cast<size_t (*)(const char *)>(&std::strlen))},
};

std::map<std::string, void *> &overrides() {
  static auto *const Only = new std::map<std::string, void *>;
  return *Only;
}

} // namespace

void overrideHook(const char *Name, void *Address) {
  overrides()[Name] = Address;
}

Jit &Jit::get() {
  static Jit *const Only = new Jit;
  return *Only;
}

Jit::Jit() {
  if (llvm::Error Failed = start())
    Error = "the CPU device cannot start its compiler: " +
            toString(std::move(Failed));
}

llvm::Error Jit::start() {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  auto Machine = JITTargetMachineBuilder::detectHost();
  if (!Machine)
    return Machine.takeError();
  Machine->setCodeGenOptLevel(CodeGenOptLevel::Less);
  auto Made =
      LLJITBuilder().setJITTargetMachineBuilder(std::move(*Machine)).create();
  if (!Made)
    return Made.takeError();
  Lazy = std::move(*Made);
  notePlaces(*Lazy);
  // A program that cannot be debugged still runs.
  consumeError(enableDebuggerSupport(*Lazy));
  auto Dylib = Lazy->createJITDylib("gpurt.common");
  if (!Dylib)
    return Dylib.takeError();
  Common = &*Dylib;
  for (const char *Library : {"libm.so.6", "libgcc_s.so.1"}) {
    auto Found = DynamicLibrarySearchGenerator::Load(
        Library, Lazy->getDataLayout().getGlobalPrefix());
    if (!Found)
      return Found.takeError();
    Common->addGenerator(std::move(*Found));
  }
  return defineHooks(*Common);
}

llvm::Error Jit::defineHooks(JITDylib &In) {
  SymbolMap All;
  auto define = [&](const char *Name, void *Address) {
    All[Lazy->mangleAndIntern(Name)] = {ExecutorAddr::fromPtr(Address),
                                        JITSymbolFlags::Exported |
                                            JITSymbolFlags::Callable};
  };
  for (const Function &Each : Hooks) {
    auto Other = overrides().find(Each.Name);
    define(Each.Name,
           Other == overrides().end() ? Each.Address : Other->second);
  }
  for (const Function &Each : Support)
    define(Each.Name, Each.Address);
  define(MutatedHook.data(), reinterpret_cast<void *>(&noteMutated));
  define(FaultHook.data(), reinterpret_cast<void *>(&faultOrNot));
  return In.define(absoluteSymbols(std::move(All)));
}

Expected<JITDylib *> Jit::add(std::unique_ptr<Module> M,
                              std::unique_ptr<LLVMContext> Context) {
  std::string Name;
  {
    std::lock_guard Guard(Lock);
    Name = "gpurt.image." + std::to_string(Count++);
  }
  auto Made = Lazy->createJITDylib(Name);
  if (!Made)
    return Made.takeError();
  // Not the process itself: a call that the device library lacks must not
  // reach the program's host function of that name.
  Made->setLinkOrder({{Common, JITDylibLookupFlags::MatchExportedSymbolsOnly}});
  if (llvm::Error Failed = Lazy->addIRModule(
          *Made, ThreadSafeModule(std::move(M), std::move(Context))))
    return std::move(Failed);
  return &*Made;
}

Expected<void *> Jit::find(JITDylib &In, StringRef Name) {
  auto Found = Lazy->lookup(In, Name);
  if (!Found)
    return Found.takeError();
  return Found->toPtr<void *>();
}

} // namespace gpurt::simt
