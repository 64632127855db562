//===- Device.h - One device's state, host side ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes what every slot of a device points to (abi::State and the heap's
// tables in device memory, mailbox and panic records in pinned memory), and
// answers the device's requests for memory.
//
// Objects live as long as the process, one per ordinal, so that no thread ever
// holds a pointer to one that is gone; cudaDeviceReset empties an object and
// the next launch fills it again. Locks are taken in this order:
//   LifeLock  making and emptying; held while CUDA may wait for kernels, so
//             the growth thread must never take it
//   GrowLock  Heap and limits; no CUDA call under it waits for a kernel once
//             the device is live, and the growth thread asks no other
// A trim takes LaunchGate and then GrowLock.
//   (Panics' own lock, then a CopyLane's)
// Test: test/unit/DeviceTest.cpp, GrowthTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_DEVICE_H
#define GPURT_LIB_RUNTIME_DEVICE_H

#include "CopyLane.h"
#include "ErrorReport.h"
#include "HeapMemory.h"
#include "LaunchLog.h"
#include "Limits.h"
#include "Panic.h"
#include "StopSet.h"
#include "UndefinedReport.h"

#include "gpurt/abi.h"

#include <atomic>
#include <bit>
#include <cstdint>
#include <mutex>
#include <shared_mutex>

namespace gpurt::runtime {

inline constexpr int MaxDevices = 64;

/// Pinned memory that both sides of one device read.
struct PinnedBlock {
  abi::PanicRecord Records[abi::PanicRecords];
  abi::PanicRecord Undefined[abi::PanicRecords];
  abi::PanicRecord Errors[abi::PanicRecords];
  abi::Mailbox Mail;
};

/// The ordinals of the set bits of a word.
class OrdinalSet {
public:
  explicit OrdinalSet(uint64_t Bits) : Bits(Bits) {}
  [[nodiscard]] OrdinalSet begin() const { return *this; }
  [[nodiscard]] OrdinalSet end() const { return OrdinalSet(0); }
  int operator*() const { return std::countr_zero(Bits); }
  OrdinalSet &operator++() {
    Bits &= Bits - 1;
    return *this;
  }
  bool operator!=(const OrdinalSet &Other) const { return Bits != Other.Bits; }

private:
  uint64_t Bits;
};

class DeviceState {
public:
  /// \returns the object of device \p Ordinal, 0 to MaxDevices - 1.
  static DeviceState &of(int Ordinal);

  /// Devices whose state exists. Seq_cst: a half of the handshake in
  /// PinnedReaders, and free on the machines that CUDA runs on.
  static OrdinalSet live() {
    return OrdinalSet(LiveMask.load(std::memory_order_seq_cst));
  }

  /// Makes the state if it does not exist. The device is the current one.
  /// \returns cudaSuccess, or what failed; one line was printed then
  cudaError_t ensure(const DriverApi &Driver);

  /// Empties the object, for cudaDeviceReset. The device is the current one,
  /// idle, and no other thread uses it.
  void tearDown();

  /// Address of abi::State on the device; valid while live.
  [[nodiscard]] abi::State *onDevice() const {
    return OnDevice.load(std::memory_order_acquire);
  }

  /// What the host wrote to the device at creation: the tables' addresses.
  [[nodiscard]] const abi::State &layout() const { return Layout; }
  [[nodiscard]] PinnedBlock *pinned() const { return Pinned; }

  /// Answers a request for memory if there is one. For the growth thread.
  /// \returns true if there was one
  bool serve();

  /// Recomputes the limit after the program set it.
  void renewLimit();

  /// Undoes the lowering of the limit for want of memory, if there is hope.
  void retry(Relief Why);

  /// True while the published limit is below the true one. Any thread.
  [[nodiscard]] bool isSqueezed() const {
    return Squeezed.load(std::memory_order_relaxed);
  }

  /// Held shared around each launch by the CUDA runtime, so that whoever holds
  /// it alone can tell that no kernel came since a wait. Never held alone while
  /// CUDA waits for a kernel, which may itself wait for another launch.
  static std::shared_mutex LaunchGate;

  /// Gives memory behind the last page in use back to the driver, but keeps
  /// \p KeepBytes. The caller read \p SeenLaunches from Launches and then
  /// waited for the device; no kernel may run that is not counted.
  /// \returns cudaErrorNotReady if another launch was or is being made, and
  ///          does nothing
  cudaError_t trim(uint64_t SeenLaunches, uint64_t KeepBytes);

  /// The same if GPURT_HEAP_KEEP says so. Cost where it does not: a load.
  void trimIfTold(uint64_t SeenLaunches);

  /// Makes every wait for memory end, for good.
  void refuseGrowth();

  /// Bytes that the heap may have, and those that it has.
  struct HeapSize {
    uint64_t Limit, Committed, BackedPages;
  };
  HeapSize heapSize();

  CopyLane Calls;  ///< for copies that a program's thread waits for
  CopyPost Growth; ///< under GrowLock
  PanicChannel Panics;
  UndefinedChannel Undefined;
  ErrorChannel Errors;
  LaunchLog Log;
  StopSet Stops;

  /// Counts launches of kernels that may ask for memory; noted after CUDA
  /// took the launch, so a synchronization that read the count before it
  /// started covers all of them.
  std::atomic<uint64_t> Launches{0};
  /// Value of Launches that some synchronization has seen through.
  std::atomic<uint64_t> QuietAt{0};
  /// Launches of graphs, noted before CUDA takes them. Relaxed: the thread
  /// that later waits for the graph has the order.
  std::atomic<uint64_t> GraphLaunches{0};
  /// Value of Launches at the last trimIfTold.
  std::atomic<uint64_t> TrimmedAt{0};
  /// Kernels of this device may run that we do not count.
  std::atomic<bool> Restless{false};

  DeviceState(const DeviceState &) = delete;
  DeviceState &operator=(const DeviceState &) = delete;

private:
  friend struct DeviceTable;
  DeviceState() = default;

  cudaError_t create(const DriverApi &Driver);
  cudaError_t createTables();
  cudaError_t fillSet(const abi::PageSet &Set, uint64_t Pages);
  void release();
  uint64_t limitPages() const;
  void publishBacked();
  void publishLimit(uint64_t Pages);
  void refuse(uint64_t Wanted);
  void restoreLimit();

  static std::atomic<uint64_t> LiveMask;

  int Ordinal = 0;
  std::mutex LifeLock;
  std::mutex GrowLock;
  std::atomic<abi::State *> OnDevice{nullptr};
  bool Serving = false; ///< guarded by GrowLock, as all below
  HeapMemory Heap;
  uint64_t CardBytes = 0;
  uint64_t Limit = 0;  ///< pages, as published in the mailbox
  uint64_t Backed = 0; ///< pages, as published in the mailbox
  std::atomic<bool> Squeezed{false};
  // Written under LifeLock before the device goes live.
  PinnedBlock *Pinned = nullptr;
  void *Tables = nullptr;
  abi::State Layout{};
};

/// Held while reading pinned memory of whatever devices are live: tearDown
/// first takes its device from the live ones and then waits for readers, so
/// the memory stays for as long as anyone reads. Cost: two atomics on a line
/// that few threads share.
class PinnedReaders {
public:
  PinnedReaders();
  ~PinnedReaders();
  PinnedReaders(const PinnedReaders &) = delete;
  PinnedReaders &operator=(const PinnedReaders &) = delete;

  /// Returns once every reader that was inside has left.
  static void waitForNone();

private:
  std::atomic<uint32_t> &Count;
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_DEVICE_H
