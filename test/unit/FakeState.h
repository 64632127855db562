//===- FakeState.h - What the parts of FakeCuda share ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One lock guards everything; kernels run outside of it.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_FAKESTATE_H
#define GPURT_TEST_UNIT_FAKESTATE_H

#include "FakeCuda.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace fake {

struct Program {
  FatBinary Binary;
  std::map<const void *, Kernel> Kernels;
  std::map<int, std::unique_ptr<Image>> Images;
};

struct Mapping {
  size_t Size;
  uint64_t Memory;
};

struct World {
  std::mutex Lock;
  Setup With;
  std::map<std::string, std::pair<int, int>> Failures; // name: error, times
  std::map<std::string, int> Calls;
  std::vector<std::string> Violations;
  bool Capturing = false;
  size_t StackLimit = 1024;
  std::function<void()> BeforeCopy, AfterWait;

  std::map<void **, std::unique_ptr<Program>> Programs;
  std::map<const void *, Program *> Handles; // kernel handles, libraries
  std::map<int, uint64_t> UsedBytes;         // by device
  std::map<void *, std::pair<size_t, int>> Allocations; // size, device
  std::map<void *, size_t> Pinned;
  std::set<cudaStream_t> Streams; // non-blocking ones of our making
  std::map<CUdeviceptr, size_t> Reserved;
  std::map<uint64_t, std::pair<size_t, int>> Memory; // size, device
  std::set<uint64_t> Released;                       // handles given up
  std::map<CUdeviceptr, Mapping> Mapped;
  std::map<int, size_t> HeapLimit; // as real CUDA would keep it
  uint64_t NextHandle = 0x1000;
  std::atomic<void (*)()> Turn{nullptr};

  std::mutex JoinLock; // whoever waits, waits for all that others wait for
  std::mutex RunLock;
  std::vector<std::thread> Running;

  static World &get();

  /// Counts a call. \returns the error that it shall return, or 0.
  int enter(const char *Name);
};

/// The current device of the calling thread.
int &currentDevice();
cudaError_t &lastError();
cudaStreamCaptureMode &captureMode();

/// Remembers \p Error as the thread's last.
cudaError_t note(cudaError_t Error);

/// For calls that a capture forbids.
cudaError_t enterUnsafe(const char *Name);

/// Every cudart call begins with this.
cudaError_t enter(const char *Name);

Image &load(Program &Owner, int Device);
void run(Program &Owner, Kernel Function, void **Args);
void joinKernels();

/// Device memory is dirty when it comes.
void soil(void *Start, size_t Size);

/// Copies 8 bytes at a time where it can, as a device on the bus would.
void copyWords(void *To, const void *From, size_t Size);

/// The driver's side of the entry point query, or null.
void *driverCall(const std::string &Name);

void unmapAll(int Device);

} // namespace fake

#endif // GPURT_TEST_UNIT_FAKESTATE_H
