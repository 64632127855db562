//===- CopyLane.h - Small copies on a stream of our own -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes device memory while the program's kernels run: a
// non-blocking stream, and pinned memory as the other end of each copy, so
// that the copy engines do the work and nothing waits for a multiprocessor.
// A memset could be a kernel, which a card full of waiting threads never
// starts; zeros are therefore copied as well, from memory full of them.
// Test: test/unit/DeviceTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_COPYLANE_H
#define GPURT_LIB_RUNTIME_COPYLANE_H

#include "Cuda.h"

#include <cstddef>
#include <mutex>

namespace gpurt::runtime {

/// Each call waits for its own copies and for nothing else.
/// Callers: any thread; the lock makes one copy at a time of them. No call
/// waits for a kernel, so a thread that holds the lock always moves on.
class CopyLane {
public:
  /// Makes stream and staging memory on the current device.
  cudaError_t open();

  /// Gives them back. Harmless after a failed open and when called twice.
  void close();

  cudaError_t write(void *Device, const void *Host, size_t Size);
  cudaError_t read(void *Host, const void *Device, size_t Size);
  cudaError_t fill(void *Device, std::byte Value, size_t Size);
  cudaError_t zero(void *Device, size_t Size) {
    return fill(Device, std::byte{0}, Size);
  }

private:
  static constexpr size_t StageSize = 1 << 20;

  std::mutex Lock;
  cudaStream_t Stream = nullptr; ///< guarded by Lock, as all below
  std::byte *Stage = nullptr;    ///< pinned
};

/// Copies words that the host changes from pinned memory to the device, and
/// waits for nothing: not even for them, since a copy can wait for a kernel
/// that waits for us. (While a kernel runs, the driver loads another in its
/// stream; copies of all streams then come after that load: H100, driver 580,
/// 2026-11-23.)
/// Callers: one at a time.
class CopyPost {
public:
  /// Makes a stream on the current device.
  cudaError_t open();

  /// Harmless after a failed open and when called twice.
  void close();

  /// The copy is made some time, of what \p Pinned holds then.
  cudaError_t post(void *Device, const void *Pinned, size_t Size);

private:
  cudaStream_t Stream = nullptr;
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_COPYLANE_H
