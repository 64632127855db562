//===- planted.h - What all planted programs share --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A planted program holds one bug and, in the same kernel, its repair:
//   ./program          runs the bug
//   ./program fixed    runs the repair
// Either way it launches its kernel many times; each launch has a schedule of
// its own. It ends with 1 at the first launch that failed, else prints "ok".
// The head of each file says under which settings the bug must be found, and
// what the report must say; // BUG marks the line that it must name. See
// test/simt/planted/run_planted.py.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_PLANTED_PLANTED_H
#define GPURT_TEST_SIMT_PLANTED_PLANTED_H

#include <cuda_runtime.h>

#include <cassert>
#include <cstdio>
#include <cstring>

namespace planted {

/// Device memory, zeroed before each round.
template <typename T> struct Cell {
  T *Device = nullptr;
  Cell() { cudaMalloc(&Device, sizeof(T)); }
  void clear() const { cudaMemset(Device, 0, sizeof(T)); }
};

/// Calls \p Round(Fixed), which launches, until one fails.
template <typename F> int run(int Count, char **Args, int Rounds, F Round) {
  bool Fixed = Count > 1 && std::strcmp(Args[1], "fixed") == 0;
  for (int I = 0; I != Rounds; ++I) {
    Round(Fixed);
    if (cudaError_t Error = cudaDeviceSynchronize()) {
      std::printf("round %d: %s\n", I, cudaGetErrorString(Error));
      return 1;
    }
  }
  std::printf("ok\n");
  return 0;
}

/// An access that other threads may race with, in no order.
template <typename T> __device__ T look(const T *From) {
  return __scoped_atomic_load_n(From, __ATOMIC_RELAXED, __MEMORY_SCOPE_DEVICE);
}
template <typename T> __device__ void put(T *To, T Value) {
  __scoped_atomic_store_n(To, Value, __ATOMIC_RELAXED, __MEMORY_SCOPE_DEVICE);
}

} // namespace planted

using planted::look;
using planted::put;

#endif // GPURT_TEST_SIMT_PLANTED_PLANTED_H
