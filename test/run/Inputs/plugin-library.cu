// A shared library with kernels, built with -fgpu-rt; used by the two
// shared-library tests through a plain C interface.
#include "blocks.h"
#include <cassert>

static __global__ void takeKernel(void **Out, unsigned Count) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Count)
    return;
  unsigned *At = (unsigned *)malloc(64);
  if (At)
    *At = I + 1;
  Out[I] = At;
}

static __global__ void freeKernel(void **Out, unsigned Count, unsigned *Wrong) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Count)
    return;
  if (!Out[I] || *(unsigned *)Out[I] != I + 1)
    atomicAdd(Wrong, 1u);
  free(Out[I]);
}

static __global__ void failKernel() { assert(threadIdx.x != 3); }

extern "C" void libraryTake(void **Out, unsigned Count) {
  takeKernel<<<(Count + 127) / 128, 128>>>(Out, Count);
}

extern "C" void libraryFree(void **Out, unsigned Count, unsigned *Wrong) {
  freeKernel<<<(Count + 127) / 128, 128>>>(Out, Count, Wrong);
}

extern "C" int libraryFail() {
  failKernel<<<1, 32>>>();
  return cudaDeviceSynchronize();
}

/// Uses the library on its own. \returns how much was wrong.
extern "C" unsigned librarySelfTest() {
  DeviceArray<void *> Blocks(1000);
  DeviceArray<unsigned> Wrong(1);
  libraryTake(Blocks, 1000);
  libraryFree(Blocks, 1000, Wrong);
  MUST(cudaDeviceSynchronize());
  return Wrong.host()[0];
}
