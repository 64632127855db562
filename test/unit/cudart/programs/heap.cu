//===- heap.cu - malloc in kernels ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lists that each thread builds on the device heap and another kernel takes
// apart; then more memory than the heap begins with, so that the host must
// bring some while the kernel runs. Compiled with our passes.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

#include <cstdlib>

struct Node {
  Node *Next;
  int Value;
};

__global__ void build(Node **Lists, int Length) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  Node *List = nullptr;
  for (int N = 0; N != Length; ++N)
    List = new Node{List, I + N};
  Lists[I] = List;
}

__global__ void sum(Node **Lists, int *Sums) {
  int I = blockIdx.x * blockDim.x + threadIdx.x, Sum = 0;
  for (Node *List = Lists[I]; List;) {
    Node *Next = List->Next;
    Sum += List->Value;
    delete List;
    List = Next;
  }
  Sums[I] = Sum;
}

__global__ void large(int *Good, size_t Size) {
  auto *Block = static_cast<char *>(malloc(Size));
  __syncthreads(); // all of them at once
  if (!Block)
    return;
  Block[0] = 1;
  Block[Size - 1] = 2;
  atomicAdd(Good, Block[0] + Block[Size - 1] == 3);
  free(Block);
}

int main() {
  constexpr int Threads = 96, Length = 5;
  Node **Lists;
  int *Sums, *Good;
  CHECK(cudaMalloc(&Lists, Threads * sizeof(Node *)));
  CHECK(cudaMallocManaged(&Sums, Threads * sizeof(int)));
  CHECK(cudaMallocManaged(&Good, sizeof(int)));
  *Good = 0;
  build<<<3, 32>>>(Lists, Length);
  sum<<<3, 32>>>(Lists, Sums);
  CHECK(cudaDeviceSynchronize());
  for (int I = 0; I != Threads; ++I)
    EXPECT(Sums[I] == Length * I + Length * (Length - 1) / 2);
  large<<<1, 4>>>(Good, 40u << 20);
  CHECK(cudaDeviceSynchronize());
  EXPECT(*Good == 4);
  return finish();
}
