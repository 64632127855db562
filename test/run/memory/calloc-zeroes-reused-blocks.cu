// calloc gives zeroes also where dirty blocks were freed just before, for
// slots and for runs of pages, and null when count times size overflows.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_LIMIT=256M %{run} %t | FileCheck %s
// CHECK: ok: calloc
#include "check.h"

// What leaves the thread keeps its stores: they are not dead before the free.
__device__ void *volatile Seen;

__global__ void soil(size_t Size) {
  unsigned char *At = (unsigned char *)malloc(Size);
  if (!At)
    return;
  Seen = At;
  for (size_t I = 0; I < Size; ++I)
    At[I] = 0xa5;
  __threadfence();
  free(At);
}

__global__ void look(size_t Count, size_t Size, unsigned *Bad, unsigned *Got) {
  unsigned char *At = (unsigned char *)calloc(Count, Size);
  if (!At)
    return;
  atomicAdd(Got, 1u);
  for (size_t I = 0; I < Count * Size; ++I)
    if (At[I]) {
      atomicAdd(Bad, 1u);
      break;
    }
  At[0] = 1;
  free(At);
}

__global__ void overflow(unsigned *Bad) {
  void *At = calloc((size_t)1 << 33, (size_t)1 << 33);
  keep(At);
  if (At)
    ++*Bad;
  free(At);
}

int main() {
  for (size_t Size : {1, 3, 16, 50, 500, 5000, 40000, 200000}) {
    DeviceArray<unsigned> Bad(1), Got(1);
    unsigned Threads = Size < 1000 ? sized(4096, 128) : sized(128, 64);
    soil<<<Threads / 64, 64>>>(Size * 2);
    look<<<Threads / 64, 64>>>(2, Size, Bad, Got);
    MUST(cudaDeviceSynchronize());
    expect(Got.host()[0] == Threads, "calloc(2, %zu): %u of %u", Size,
           Got.host()[0], Threads);
    expect(!Bad.host()[0], "calloc(2, %zu): %u not zero", Size, Bad.host()[0]);
  }
  DeviceArray<unsigned> Bad(1);
  overflow<<<1, 1>>>(Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "calloc(2^33, 2^33) gave memory");
  return finish("calloc");
}
