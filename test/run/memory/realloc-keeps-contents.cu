// realloc keeps the first bytes while a block grows from one size class to the
// next, becomes a run of pages, and shrinks again; realloc(null) allocates,
// and a refused realloc leaves the old block as it was. In an empty heap a run
// grows and shrinks where it lies.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_LIMIT=256M %{run} %t | FileCheck %s
// CHECK: ok: realloc
#include "blocks.h"

__device__ void expectPrefix(const unsigned char *At, size_t Size,
                             unsigned Owner, unsigned *Bad) {
  for (size_t I = 0; I < Size; ++I)
    if (At[I] != patternByte(Owner, I)) {
      atomicAdd(Bad, 1u);
      return;
    }
}

__global__ void growAndShrink(const size_t *Sizes, unsigned Count,
                              unsigned *Bad) {
  unsigned Owner = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned char *At = nullptr;
  size_t Old = 0;
  for (unsigned S = 0; S < Count; ++S) {
    size_t New = Sizes[S];
    unsigned char *Moved = (unsigned char *)realloc(At, New);
    if (!Moved) {
      atomicAdd(Bad, 1u);
      break;
    }
    At = Moved;
    expectPrefix(At, Old < New ? Old : New, Owner, Bad);
    for (size_t I = Old; I < New; ++I)
      At[I] = patternByte(Owner, I);
    Old = New;
  }
  free(At);
}

__global__ void inPlace(unsigned *Bad) {
  unsigned char *At = (unsigned char *)malloc(100000);
  for (size_t Size : {300000, 70000, 1000000}) {
    At[70000 - 1] = 77;
    unsigned char *Resized = (unsigned char *)realloc(At, Size);
    if (Resized != At || Resized[70000 - 1] != 77)
      atomicAdd(Bad, 1u);
    At = Resized;
  }
  free(At);
}

__global__ void refused(unsigned *Bad) {
  unsigned char *At = (unsigned char *)malloc(100);
  for (int I = 0; I < 100; ++I)
    At[I] = patternByte(5, I);
  if (realloc(At, (size_t)1 << 40))
    atomicAdd(Bad, 1u);
  expectPrefix(At, 100, 5, Bad);
  free(At);
}

int main() {
  const size_t Sizes[] = {1,     15,    17,     128,   129,    500,  4000,
                          32768, 32769, 100000, 70000, 300000, 1000, 20};
  const unsigned Count = sizeof Sizes / sizeof *Sizes;
  DeviceArray<size_t> Device(Count);
  MUST(cudaMemcpy(Device, Sizes, sizeof Sizes, cudaMemcpyHostToDevice));
  DeviceArray<unsigned> Bad(1);
  inPlace<<<1, 1>>>(Bad); // while no slab is behind the run
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "a run was moved %u times", Bad.host()[0]);
  growAndShrink<<<3, 33>>>(Device, Count, Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u blocks lost their contents", Bad.host()[0]);
  refused<<<1, 1>>>(Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "a refused realloc touched the old block");
  return finish("realloc");
}
