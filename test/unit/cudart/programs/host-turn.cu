//===- host-turn.cu - Answers at moments that repeat ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gpurtSetHostTurn: the function is called whenever a lane sleeps, on the
// launching thread, so the kernel sees the answer after the same number of
// looks in each run. libgpurt answers requests for memory this way.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

#include <cuda.h>

#include <cstdlib>

__global__ void ask(volatile int *Box) {
  int Looks = 0;
  while (Box[0] != 42) {
    ++Looks;
    __nanosleep(100);
  }
  Box[1] = Looks;
}

static int *Box;
static int Turns = 0;

static void turn() {
  if (++Turns == 3)
    Box[0] = 42;
}

int main() {
  CHECK(cudaMallocHost(&Box, 2 * sizeof(int)));
  Box[0] = Box[1] = 0;
  void *Entry = nullptr;
  cudaDriverEntryPointQueryResult Found;
  CHECK(cudaGetDriverEntryPointByVersion(
      "gpurtSetHostTurn", &Entry, CUDA_VERSION, cudaEnableDefault, &Found));
  EXPECT(Found == cudaDriverEntryPointSuccess);
  reinterpret_cast<void (*)(void (*)())>(Entry)(turn);
  ask<<<1, 1>>>(Box);
  CHECK(cudaDeviceSynchronize());
  // A weak machine may look once more before it sees the answer.
  EXPECT(std::getenv("GPURT_MEMORY") ? Turns >= 3 : Turns == 3);
  EXPECT(Box[1] == Turns);
  return finish();
}
