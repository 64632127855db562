// A check that lets its thread go on is told the first time that its site
// fails; how often it failed again is counted, exactly, and told at the end. It
// stops no thread and is no error.
// RUN: %{build} -fgpu-rt-sanitize=signed-integer-overflow,bounds -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"
#include "gpurt/runtime.h"

__device__ int increment(int Value) { return Value + 1; }

__global__ void addAll(const int *In, int *Out) {
  __shared__ int Seen;
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Out[I] = increment(In[I]);
  // No thread is missing at a barrier, and every one has gone on.
  __syncthreads();
  if (!threadIdx.x)
    Seen = 0;
  __syncthreads();
  atomicAdd(&Seen, 1);
  __syncthreads();
  if (Seen != int(blockDim.x))
    Out[I] = -1;
}

__global__ void addTwice(const int *In, int *Out) {
  if (threadIdx.x == 3)
    Out[0] = In[0] + In[0];
}

// CHECK: once-and-counts.cu:[[#@LINE-22]]:{{[0-9]+}}: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
// CHECK-NEXT: gpurt: block: [{{[0-3]}},0,0], thread: [{{[0-9]+}},0,0]
// CHECK-NEXT: #0 increment(int) at {{.*}}once-and-counts.cu:[[#@LINE-24]]:
// CHECK-NEXT: #1 addAll(int const*, int*) at {{.*}}once-and-counts.cu:[[#@LINE-20]]:
// CHECK-NEXT: wait 0: cudaSuccess
// CHECK-NEXT: wait 1: cudaSuccess
// CHECK-NEXT: wait 2: cudaSuccess
// CHECK-NEXT: once-and-counts.cu:[[#@LINE-10]]:{{[0-9]+}}: runtime error: signed integer overflow: 2147483647 + 2147483647 cannot be represented in type 'int'
// CHECK-NEXT: gpurt: block: [0,0,0], thread: [3,0,0]
// CHECK-NEXT: #0 addTwice(
// CHECK: ok: counts
// CHECK: gpurt: 383 more times at {{.*}}once-and-counts.cu:[[#@LINE-33]]:
// CHECK-NOT: more time
int main() {
  constexpr int Threads = 128;
  DeviceArray<int> In(Threads), Out(Threads);
  std::vector<int> Large(Threads, 2147483647);
  MUST(cudaMemcpy(In, Large.data(), Threads * sizeof(int),
                  cudaMemcpyHostToDevice));
  for (int Wait = 0; Wait < 3; ++Wait) {
    addAll<<<4, Threads / 4>>>(In, Out);
    cudaError_t Error = cudaDeviceSynchronize();
    std::printf("wait %d: %s\n", Wait, cudaGetErrorName(Error));
    std::fflush(stdout);
    for (int Each : Out.host())
      expect(Each == -2147483647 - 1, "a thread wrote %d", Each);
  }
  addTwice<<<1, 32>>>(In, Out);
  MUST(cudaDeviceSynchronize());
  expect(!gpurt::last_panic(), "a panic");
  nextKernelIsRight();
  return finish("counts");
}
