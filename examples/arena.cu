//===- arena.cu - Lists in memory that a block shares and drops at once ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each block puts the numbers of its part into lists, one for each last digit.
// The nodes come from an arena of the block: the first ones lie in shared
// memory, the rest in chunks of the heap; nobody frees a node. Leaving the
// scope takes all of it back.
//
// Usage: arena     Test: test/run/examples/arena-sums-by-last-digit.test
//===----------------------------------------------------------------------===//
#include <cstdio>
#include <gpurt/arena.h>

struct Node {
  unsigned Value;
  Node *Next;
};

__global__ void sumByLastDigit(unsigned Count, unsigned *Sums) {
  __shared__ gpurt::arena<gpurt::scope::block> Arena;
  __shared__ alignas(16) char Buffer[1024];
  __shared__ Node *Lists[10];
  if (threadIdx.x < 10)
    Lists[threadIdx.x] = nullptr;

  gpurt::arena_scope Scope(Arena, Buffer, sizeof Buffer); // a barrier
  for (unsigned I = blockIdx.x * blockDim.x + threadIdx.x; I < Count;
       I += gridDim.x * blockDim.x) {
    Node *N = Arena.make<Node>(Node{I, nullptr});
    if (!N)
      break; // the heap is full: the sums come out too small
    N->Next = reinterpret_cast<Node *>(
        atomicExch(reinterpret_cast<unsigned long long *>(&Lists[I % 10]),
                   reinterpret_cast<unsigned long long>(N)));
  }
  __syncthreads();
  if (threadIdx.x < 10)
    for (Node *N = Lists[threadIdx.x]; N; N = N->Next)
      atomicAdd(&Sums[threadIdx.x], N->Value);
} // a barrier; then one thread frees the chunks

int main() {
  unsigned *Sums = nullptr, Host[10];
  if (cudaMalloc(&Sums, sizeof Host) != cudaSuccess) {
    std::fprintf(stderr, "arena: no usable CUDA device\n");
    return 1;
  }
  cudaMemset(Sums, 0, sizeof Host);
  sumByLastDigit<<<4, 64>>>(10000, Sums);
  cudaError_t Error =
      cudaMemcpy(Host, Sums, sizeof Host, cudaMemcpyDeviceToHost);
  std::printf("%s", cudaGetErrorName(Error));
  for (unsigned Sum : Host)
    std::printf(" %u", Sum);
  std::printf("\n");
  return Error != cudaSuccess;
}
