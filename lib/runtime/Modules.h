//===- Modules.h - Which module a kernel belongs to -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Filled by the registration calls that Clang emits in static constructors,
// thus usable before any other constructor ran, and never destroyed. Read at
// each launch without a lock; see KernelTable for how.
// Test: test/unit/ModulesTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_MODULES_H
#define GPURT_LIB_RUNTIME_MODULES_H

#include "Cuda.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gpurt::runtime {

/// One device image and what we know of it on each device.
struct Module {
  /// Kernels by which CUDA can be asked for the module; guarded by the
  /// registry's lock. Empty for libraries.
  std::vector<const void *> Symbols;
  void **FatBinary = nullptr;      ///< handle of __cudaRegisterFatBinary, or
  cudaLibrary_t Library = nullptr; ///< of cudaLibraryLoad*

  /// Bit d: on device d the slot is written, or known not to exist. Release
  /// by the writer, after the copy ended: who sees the bit may launch.
  std::atomic<uint64_t> Settled{0};
  /// Bit d: on device d there is a slot. Valid where Settled is set.
  std::atomic<uint64_t> Uses{0};
  /// Held while the slot is sought and written. CUDA may load the module
  /// under it and wait for kernels: the growth thread never takes it.
  std::mutex SettleLock;
};

/// Hash map from kernel to module, open addressing.
/// I1: a cell's key never becomes empty again, so no chain is ever cut.
/// I2: a cell's owner is written before its key.
/// Readers take no lock. A table that became too small stays for readers that
/// still walk it; all old tables together are smaller than the newest.
/// Removing empties the owner alone. The cell can be given another key later:
/// a reader that still looks for the old one launches a kernel that was
/// unloaded, which no program may do.
/// Writers hold the registry's lock.
class KernelTable {
public:
  KernelTable();
  [[nodiscard]] Module *find(const void *Kernel) const;
  void insert(const void *Kernel, Module *Owner);
  void eraseAll(const Module *Owner);
  [[nodiscard]] size_t capacity() const { return Tables.back()->Mask + 1; }

private:
  struct Cell {
    std::atomic<const void *> Key{nullptr};
    std::atomic<Module *> Owner{nullptr};
  };
  struct Table {
    explicit Table(size_t Size) : Mask(Size - 1), Cells(new Cell[Size]) {}
    size_t Mask;
    std::unique_ptr<Cell[]> Cells;
    Cell &cellOf(const void *Kernel) const;
  };

  void grow();
  Cell &cellToFill(const void *Kernel);

  std::atomic<Table *> Current;
  std::vector<std::unique_ptr<Table>> Tables;
  size_t Used = 0;
};

class Modules {
public:
  static Modules &get();

  /// \returns the module of a kernel (its host stub's address, or a handle
  ///          that CUDA gave for it), or null. Wait-free.
  [[nodiscard]] Module *find(const void *Kernel) const {
    return Kernels.find(Kernel);
  }

  void addFatBinary(void **Handle);
  /// \p Name is the kernel's, mangled; or null.
  void addKernel(void **Handle, const void *Symbol, const char *Name);
  void removeFatBinary(void **Handle);

  /// \p Handle is another name of kernel \p Symbol.
  void addAlias(const void *Handle, const void *Symbol);

  void addLibraryKernel(cudaLibrary_t Library, const void *Handle,
                        const char *Name);
  void removeLibrary(cudaLibrary_t Library);

  /// \returns a host stub of \p Owner, \p Kernel itself if it is one; null if
  ///          the module is gone.
  const void *symbolFor(const Module &Owner, const void *Kernel);

  /// \returns the name of a kernel as C++ has it, "k(int)"; empty if it is not
  ///          known. \p Kernel is as in find.
  [[nodiscard]] std::string nameOf(const void *Kernel) const;

  /// \returns whether some kernel has that name, as of nameOf. Slow.
  [[nodiscard]] bool hasKernel(std::string_view Name) const;

  /// Device \p Ordinal was reset: nothing is settled there any more.
  void forgetDevice(int Ordinal);

private:
  Modules() = default;
  Module &make();
  void remove(Module &Gone);

  mutable std::mutex Lock;
  KernelTable Kernels;
  std::unordered_map<const void *, std::string> Names; ///< mangled
  std::vector<std::unique_ptr<Module>> All;
  std::vector<Module *> Spare; ///< of unloaded modules, to use again
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_MODULES_H
