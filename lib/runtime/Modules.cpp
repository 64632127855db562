//===- Modules.cpp - Which module a kernel belongs to ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Modules.h. The wrapped registration calls are at the end.
// Test: test/unit/ModulesTest.cpp
//===----------------------------------------------------------------------===//
#include "Modules.h"
#include "Message.h"
#include "Slots.h"

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <new>

using namespace gpurt::runtime;

//===----------------------------------------------------------------------===//
// KernelTable
//===----------------------------------------------------------------------===//

namespace {

size_t hashOf(const void *Kernel) {
  return (reinterpret_cast<uintptr_t>(Kernel) * 0x9e3779b97f4a7c15) >> 32;
}

} // namespace

KernelTable::KernelTable() {
  Tables.push_back(std::make_unique<Table>(256));
  Current.store(Tables.back().get(), std::memory_order_relaxed);
}

/// \returns the cell of \p Kernel, or the empty one where it would go. Tables
/// are at most half full, so there is one.
KernelTable::Cell &KernelTable::Table::cellOf(const void *Kernel) const {
  for (size_t At = hashOf(Kernel);; ++At) {
    Cell &Each = Cells[At & Mask];
    // Acquire: pairs with insert's release of the key; the owner is there.
    const void *Key = Each.Key.load(std::memory_order_acquire);
    if (!Key || Key == Kernel)
      return Each;
  }
}

Module *KernelTable::find(const void *Kernel) const {
  if (!Kernel)
    return nullptr;
  // Acquire: pairs with grow's release of a filled table.
  Cell &Found = Current.load(std::memory_order_acquire)->cellOf(Kernel);
  return Found.Owner.load(std::memory_order_acquire);
}

void KernelTable::grow() {
  const Table &Old = *Tables.back();
  auto New = std::make_unique<Table>((Old.Mask + 1) * 2);
  Used = 0;
  for (size_t I = 0; I <= Old.Mask; ++I) {
    const Cell &From = Old.Cells[I];
    // Relaxed: we hold the writers' lock, and nobody sees New yet.
    Module *Owner = From.Owner.load(std::memory_order_relaxed);
    if (!Owner)
      continue;
    const void *Key = From.Key.load(std::memory_order_relaxed);
    Cell &To = New->cellOf(Key);
    To.Owner.store(Owner, std::memory_order_relaxed);
    To.Key.store(Key, std::memory_order_relaxed);
    ++Used;
  }
  Tables.push_back(std::move(New));
  Current.store(Tables.back().get(), std::memory_order_release);
}

/// \returns the cell where \p Kernel is or can be put: its own, or the first
/// of its chain whose kernel was removed, or the empty one at the end.
KernelTable::Cell &KernelTable::cellToFill(const void *Kernel) {
  Cell *Dead = nullptr;
  for (size_t At = hashOf(Kernel);; ++At) {
    Cell &Each = Tables.back()->Cells[At & Tables.back()->Mask];
    // Relaxed: only writers write, and we hold their lock.
    const void *Key = Each.Key.load(std::memory_order_relaxed);
    if (Key == Kernel)
      return Each;
    if (!Key)
      return Dead ? *Dead : Each;
    if (!Dead && !Each.Owner.load(std::memory_order_relaxed))
      Dead = &Each;
  }
}

void KernelTable::insert(const void *Kernel, Module *Owner) {
  if (!Kernel)
    return;
  if ((Used + 1) * 2 > capacity())
    grow();
  Cell &To = cellToFill(Kernel);
  Used += !To.Key.load(std::memory_order_relaxed);
  // I2. Release in both cases: who finds the owner finds it complete.
  To.Owner.store(Owner, std::memory_order_release);
  To.Key.store(Kernel, std::memory_order_release);
}

void KernelTable::eraseAll(const Module *Owner) {
  const Table &Now = *Tables.back();
  for (size_t I = 0; I <= Now.Mask; ++I) {
    std::atomic<Module *> &Each = Now.Cells[I].Owner;
    if (Each.load(std::memory_order_relaxed) == Owner)
      Each.store(nullptr, std::memory_order_relaxed);
  }
}

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

Modules &Modules::get() {
  static Modules *const Only = new Modules;
  return *Only;
}

Module &Modules::make() {
  if (!Spare.empty()) {
    Module &Again = *Spare.back();
    Spare.pop_back();
    return Again;
  }
  All.push_back(std::make_unique<Module>());
  return *All.back();
}

void Modules::addFatBinary(void **Handle) {
  std::lock_guard Guard(Lock);
  // CUDA gives a handle again only after its module is gone, seen or unseen.
  for (const auto &Each : All)
    if (Handle && Each->FatBinary == Handle) {
      remove(*Each);
      break;
    }
  make().FatBinary = Handle;
}

void Modules::addKernel(void **Handle, const void *Symbol, const char *Name) {
  std::lock_guard Guard(Lock);
  // The newest first: kernels are registered right after their fat binary.
  for (auto Each = All.rbegin(); Handle && Each != All.rend(); ++Each) {
    if ((*Each)->FatBinary != Handle)
      continue;
    (*Each)->Symbols.push_back(Symbol);
    Kernels.insert(Symbol, Each->get());
    Names[Symbol] = Name ? Name : "";
    return;
  }
}

void Modules::remove(Module &Gone) {
  // First, while the table knows whose each kernel is.
  std::erase_if(Names, [&](const auto &Each) {
    return Kernels.find(Each.first) == &Gone;
  });
  Kernels.eraseAll(&Gone);
  Gone.Symbols.clear();
  Gone.FatBinary = nullptr;
  Gone.Library = nullptr;
  Gone.Settled.store(0, std::memory_order_relaxed);
  Gone.Uses.store(0, std::memory_order_relaxed);
  Spare.push_back(&Gone);
}

void Modules::removeFatBinary(void **Handle) {
  std::lock_guard Guard(Lock);
  for (const auto &Each : All)
    if (Handle && Each->FatBinary == Handle)
      return remove(*Each);
}

void Modules::addAlias(const void *Handle, const void *Symbol) {
  std::lock_guard Guard(Lock);
  Module *Owner = Kernels.find(Symbol);
  if (!Owner || !Handle || Kernels.find(Handle) == Owner)
    return;
  Kernels.insert(Handle, Owner);
  Names[Handle] = Names[Symbol];
}

void Modules::addLibraryKernel(cudaLibrary_t Library, const void *Handle,
                               const char *Name) {
  std::lock_guard Guard(Lock);
  Names[Handle] = Name ? Name : "";
  for (const auto &Each : All)
    if (Library && Each->Library == Library)
      return Kernels.insert(Handle, Each.get());
  Module &New = make();
  New.Library = Library;
  Kernels.insert(Handle, &New);
}

void Modules::removeLibrary(cudaLibrary_t Library) {
  std::lock_guard Guard(Lock);
  for (const auto &Each : All)
    if (Library && Each->Library == Library)
      return remove(*Each);
}

const void *Modules::symbolFor(const Module &Owner, const void *Kernel) {
  std::lock_guard Guard(Lock);
  const auto &Symbols = Owner.Symbols;
  if (std::find(Symbols.begin(), Symbols.end(), Kernel) != Symbols.end())
    return Kernel;
  return Symbols.empty() ? nullptr : Symbols.front();
}

static std::string demangled(const std::string &Name) {
  int Status = 0;
  std::unique_ptr<char, void (*)(void *)> Readable(
      ::abi::__cxa_demangle(Name.c_str(), nullptr, nullptr, &Status),
      std::free);
  return Readable ? Readable.get() : Name;
}

std::string Modules::nameOf(const void *Kernel) const {
  std::lock_guard Guard(Lock);
  auto Found = Names.find(Kernel);
  return Found == Names.end() ? std::string() : demangled(Found->second);
}

bool Modules::hasKernel(std::string_view Name) const {
  std::lock_guard Guard(Lock);
  return std::any_of(Names.begin(), Names.end(), [=](const auto &Each) {
    return demangled(Each.second) == Name;
  });
}

void Modules::forgetDevice(int Ordinal) {
  std::lock_guard Guard(Lock);
  uint64_t Others = ~(1ull << Ordinal);
  for (const auto &Each : All) {
    Each->Settled.fetch_and(Others, std::memory_order_relaxed);
    Each->Uses.fetch_and(Others, std::memory_order_relaxed);
  }
}

//===----------------------------------------------------------------------===//
// Registration
//===----------------------------------------------------------------------===//

namespace {

/// These calls come from constructors and C callers: no exception leaves.
template <typename Action> void recording(Action Act) {
  try {
    Act(Modules::get());
  } catch (const std::bad_alloc &) {
    static Once First;
    if (First())
      complain("out of host memory while registering kernels");
  }
}

} // namespace

extern "C" {

void **__wrap___cudaRegisterFatBinary(void *FatBinary) {
  void **Handle = __real___cudaRegisterFatBinary(FatBinary);
  recording([=](Modules &All) { All.addFatBinary(Handle); });
  return Handle;
}

void __wrap___cudaRegisterFunction(void **Handle, const char *HostFunction,
                                   char *DeviceFunction, const char *DeviceName,
                                   int ThreadLimit, uint3 *Tid, uint3 *Bid,
                                   dim3 *BlockDim, dim3 *GridDim,
                                   int *WarpSize) {
  __real___cudaRegisterFunction(Handle, HostFunction, DeviceFunction,
                                DeviceName, ThreadLimit, Tid, Bid, BlockDim,
                                GridDim, WarpSize);
  recording(
      [=](Modules &All) { All.addKernel(Handle, HostFunction, DeviceName); });
}

void __wrap___cudaUnregisterFatBinary(void **Handle) {
  recording([=](Modules &All) { All.removeFatBinary(Handle); });
  __real___cudaUnregisterFatBinary(Handle);
}

cudaError_t __wrap_cudaGetKernel(cudaKernel_t *Kernel, const void *Symbol) {
  cudaError_t Error = __real_cudaGetKernel(Kernel, Symbol);
  if (Error == cudaSuccess)
    recording([=](Modules &All) { All.addAlias(*Kernel, Symbol); });
  return Error;
}

cudaError_t __wrap___cudaGetKernel(cudaKernel_t *Kernel, const void *Symbol) {
  cudaError_t Error = __real___cudaGetKernel(Kernel, Symbol);
  if (Error == cudaSuccess)
    recording([=](Modules &All) { All.addAlias(*Kernel, Symbol); });
  return Error;
}

cudaError_t __wrap_cudaGetFuncBySymbol(cudaFunction_t *Function,
                                       const void *Symbol) {
  // The program will launch through the driver, which we do not see: write
  // the slot now, for the current device to which Function belongs.
  settleForDriver(Symbol);
  cudaError_t Error = __real_cudaGetFuncBySymbol(Function, Symbol);
  if (Error == cudaSuccess)
    recording([=](Modules &All) { All.addAlias(*Function, Symbol); });
  return Error;
}

cudaError_t __wrap_cudaLibraryGetKernel(cudaKernel_t *Kernel,
                                        cudaLibrary_t Library,
                                        const char *Name) {
  cudaError_t Error = __real_cudaLibraryGetKernel(Kernel, Library, Name);
  if (Error == cudaSuccess)
    recording(
        [=](Modules &All) { All.addLibraryKernel(Library, *Kernel, Name); });
  return Error;
}

cudaError_t __wrap_cudaLibraryUnload(cudaLibrary_t Library) {
  recording([=](Modules &All) { All.removeLibrary(Library); });
  return __real_cudaLibraryUnload(Library);
}

} // extern "C"
