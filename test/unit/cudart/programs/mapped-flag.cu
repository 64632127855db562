//===- mapped-flag.cu - A kernel that waits for the host ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel asks through mapped memory and another thread of the program
// answers in its own time: the launch waits for it.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

#include <atomic>
#include <chrono>
#include <thread>

__global__ void ask(volatile int *Box) {
  if (threadIdx.x == 0) {
    Box[0] = 1;
    __threadfence_system();
    while (Box[1] != 42)
      __nanosleep(1000);
  }
}

int main() {
  int *Box;
  CHECK(cudaHostAlloc(&Box, 2 * sizeof(int), cudaHostAllocMapped));
  Box[0] = Box[1] = 0;
  std::thread Host([=] {
    while (!std::atomic_ref(Box[0]).load())
      std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::atomic_ref(Box[1]).store(42);
  });
  ask<<<2, 32>>>(Box);
  CHECK(cudaDeviceSynchronize());
  Host.join();
  return finish();
}
