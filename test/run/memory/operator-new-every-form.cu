// Every form of new and delete: single, array, sized, aligned, nothrow. The
// constructors and destructors run, arrays know their length, and memory is
// aligned as the type asks.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: new and delete
#include "check.h"
#include <cstdint>
#include <new>

struct Counted {
  int *Alive;
  int Value;
  __device__ Counted(int *Alive, int Value) : Alive(Alive), Value(Value) {
    atomicAdd(Alive, 1);
  }
  __device__ ~Counted() { atomicSub(Alive, 1); }
};

__device__ int ArraysAlive;
struct InArray {
  int Value;
  __device__ InArray() : Value(42) { atomicAdd(&ArraysAlive, 1); }
  __device__ ~InArray() { atomicSub(&ArraysAlive, 1); }
};

struct alignas(256) Wide {
  char Bytes[256];
};

enum Wrongs { Single, Array, Aligned, AlignedArray, Nothrow, Raw, NumWrongs };

__global__ void use(int *Alive, unsigned *Wrong, void **Keep) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Counted *One = new Counted(Alive, I);
  InArray *Many = new InArray[I % 7 + 1];
  Wide *Aligned1 = new Wide;
  Wide *AlignedN = new Wide[3];
  Counted *Quiet = new (std::nothrow) Counted(Alive, I + 1);
  int *QuietArray = new (std::nothrow) int[10];
  Wide *QuietWide = new (std::nothrow) Wide;
  void *Sized = ::operator new(100);
  void *SizedAligned = ::operator new(100, std::align_val_t(4096));
  // What leaves the thread is not removed by the optimizer.
  Keep[I * 4 + 0] = One;
  Keep[I * 4 + 1] = Many;
  Keep[I * 4 + 2] = AlignedN;
  Keep[I * 4 + 3] = SizedAligned;

  if (!One || One->Value != (int)I)
    atomicAdd(&Wrong[Single], 1u);
  for (unsigned K = 0; K < I % 7 + 1; ++K)
    if (Many[K].Value != 42)
      atomicAdd(&Wrong[Array], 1u);
  if ((uintptr_t)Aligned1 % 256)
    atomicAdd(&Wrong[Aligned], 1u);
  if ((uintptr_t)AlignedN % 256)
    atomicAdd(&Wrong[AlignedArray], 1u);
  if (!Quiet || Quiet->Value != (int)I + 1 || !QuietArray || !QuietWide ||
      (uintptr_t)QuietWide % 256)
    atomicAdd(&Wrong[Nothrow], 1u);
  if (!Sized || (uintptr_t)Sized % 16 || (uintptr_t)SizedAligned % 4096)
    atomicAdd(&Wrong[Raw], 1u);
  __syncthreads();

  delete One;
  delete[] Many;
  delete Aligned1;
  delete[] AlignedN;
  delete Quiet;
  delete[] QuietArray;
  delete QuietWide;
  ::operator delete(Sized, (size_t)100);
  ::operator delete(SizedAligned, (size_t)100, std::align_val_t(4096));
  delete (Counted *)nullptr;
}

// Nothrow new of more than there is gives null; nothing panics.
__global__ void tooMuch(unsigned *Wrong) {
  char *At = new (std::nothrow) char[(size_t)1 << 45];
  keep(At);
  if (At)
    atomicAdd(&Wrong[Nothrow], 1u);
}

int main() {
  const unsigned Grid = sized(20, 2), Threads = 64;
  DeviceArray<int> Alive(1);
  DeviceArray<unsigned> Wrong(NumWrongs);
  DeviceArray<void *> Keep(Grid * Threads * 4);
  use<<<Grid, Threads>>>(Alive, Wrong, Keep);
  MUST(cudaDeviceSynchronize());
  tooMuch<<<1, 1>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  int InArrays = -1;
  MUST(cudaMemcpyFromSymbol(&InArrays, ArraysAlive, sizeof InArrays));
  expect(Alive.host()[0] == 0, "%d objects alive", Alive.host()[0]);
  expect(InArrays == 0, "%d array elements alive", InArrays);
  std::vector<unsigned> Host = Wrong.host();
  for (size_t I = 0; I < Host.size(); ++I)
    expect(!Host[I], "form %zu: %u wrong", I, Host[I]);
  return finish("new and delete");
}
