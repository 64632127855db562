//===- message-passing.cu - A flag without order --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Data under a flag: with fences it arrives, without them that is a race, which
// only GPURT_MEMORY=weak can find. The first launch must go well, the second
// end with both places.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

#include <cstdlib>
#include <cstring>

__device__ int Data, Flag, Got;

__global__ void pass(bool Fences) {
  volatile int *Seen = &Flag;
  if (blockIdx.x == 0) {
    Data = 42;
    if (Fences)
      __threadfence();
    *Seen = 1;
    return;
  }
  while (!*Seen)
    ;
  if (Fences)
    __threadfence();
  Got = Data;
}

int main() {
  const char *Memory = std::getenv("GPURT_MEMORY");
  bool Weak = Memory && !std::strcmp(Memory, "weak");
  int Result = 0, Zero = 0;
  pass<<<2, 1>>>(true);
  CHECK(cudaMemcpyFromSymbol(&Result, Got, sizeof(int)));
  EXPECT(Result == 42);
  CHECK(cudaMemcpyToSymbol(Flag, &Zero, sizeof(int)));
  pass<<<2, 1>>>(false);
  EXPECT(cudaDeviceSynchronize() ==
         (Weak ? cudaErrorLaunchFailure : cudaSuccess));
  return finish();
}
