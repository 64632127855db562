// malloc and free in branches, loops of different length, a switch and a
// recursive function: lanes of one warp are at different calls at once.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: divergent
#include "blocks.h"

struct Node {
  Node *Left, *Right;
  unsigned Value;
};

__device__ __noinline__ Node *grow(unsigned Depth, unsigned Seed) {
  if (!Depth)
    return nullptr;
  Node *N = (Node *)malloc(sizeof(Node));
  if (!N)
    return nullptr;
  N->Value = Seed;
  // Each lane goes another way first.
  if (Seed & 1) {
    N->Left = grow(Depth - 1, Seed * 2);
    N->Right = grow(Depth - 1, Seed * 2 + 1);
  } else {
    N->Right = grow(Depth - 1, Seed * 2 + 1);
    N->Left = Seed % 3 ? grow(Depth - 1, Seed * 2) : nullptr;
  }
  return N;
}

__device__ __noinline__ unsigned fell(Node *N) {
  if (!N)
    return 0;
  unsigned Count = 1 + fell(N->Left) + fell(N->Right);
  free(N);
  return Count;
}

static unsigned expected(unsigned Depth, unsigned Seed) {
  if (!Depth)
    return 0;
  unsigned Left = Seed & 1 || Seed % 3 ? expected(Depth - 1, Seed * 2) : 0;
  return 1 + Left + expected(Depth - 1, Seed * 2 + 1);
}

__global__ void trees(unsigned *Counts) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Counts[I] = fell(grow(1 + I % 6, I + 1));
}

__global__ void loops(unsigned *Bad) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  for (unsigned Turn = 0; Turn < 1 + I % 13; ++Turn) {
    Block B{nullptr, 0, I * 16 + Turn};
    switch ((I + Turn) % 4) {
    case 0:
      B.Size = 8;
      B.At = (unsigned char *)malloc(8);
      break;
    case 1:
      B.Size = 600;
      B.At = (unsigned char *)calloc(6, 100);
      break;
    case 2:
      B.Size = 50;
      B.At = new unsigned char[50];
      break;
    case 3:
      continue;
    }
    if (!B.At) {
      atomicAdd(Bad, 1u);
      continue;
    }
    fillBlock(B);
    if (!blockHolds(B))
      atomicAdd(Bad, 1u);
    if ((I + Turn) % 4 == 2)
      delete[] B.At;
    else
      free(B.At);
  }
}

int main() {
  const unsigned Grid = sized(32, 2), Threads = 64;
  MUST(cudaDeviceSetLimit(cudaLimitStackSize, 8 << 10));
  DeviceArray<unsigned> Counts(Grid * Threads), Bad(1);
  trees<<<Grid, Threads>>>(Counts);
  MUST(cudaDeviceSynchronize());
  std::vector<unsigned> Host = Counts.host();
  for (unsigned I = 0; I < Host.size(); ++I)
    expect(Host[I] == expected(1 + I % 6, I + 1), "tree %u: %u nodes, want %u",
           I, Host[I], expected(1 + I % 6, I + 1));
  loops<<<Grid, Threads>>>(Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u wrong in loops", Bad.host()[0]);
  return finish("divergent");
}
