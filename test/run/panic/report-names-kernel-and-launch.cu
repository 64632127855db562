// A report tells which kernel, which launch, into which stream, and the size of
// grid and block, where the launches that may still run leave no doubt; else
// what all of them have in common.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: origin
#include "check.h"
#include "gpurt/runtime.h"
#include <cassert>
#include <cstring>

__device__ __noinline__ int deep(int I) {
  assert(I < 40 && "not inlined");
  return I + 1;
}
__global__ void first(int *Out) { Out[threadIdx.x] = deep(threadIdx.x); }
__global__ void second(int *Out) { Out[threadIdx.x] = deep(threadIdx.x + 1); }
__global__ void fine() {}

static gpurt_panic_info waitForPanic(cudaStream_t Stream) {
  gpurt_panic_info Info{};
  expect(gpurt_synchronize_stream(Stream, &Info) == GPURT_PANICKED, "no panic");
  return Info;
}

int main() {
  DeviceArray<int> Out(64);
  cudaStream_t A, B;
  MUST(cudaStreamCreateWithFlags(&A, cudaStreamNonBlocking));
  MUST(cudaStreamCreateWithFlags(&B, cudaStreamNonBlocking));

  // The only one of this size, though its assert is not in the kernel itself.
  first<<<dim3(3, 2, 1), dim3(8, 6, 1), 0, A>>>(Out); // launch 1
  MUST(cudaStreamSynchronize(A));
  second<<<1, 41, 0, B>>>(Out); // launch 2
  first<<<2, 41, 0, A>>>(Out);  // launch 3
  gpurt_panic_info Info = waitForPanic(A);
  expect(!std::strcmp(Info.kernel, "first(int*)"), "kernel '%s'", Info.kernel);
  expect(Info.launch_first == 3 && Info.launch_last == 3, "launch %llu to %llu",
         (unsigned long long)Info.launch_first,
         (unsigned long long)Info.launch_last);
  expect(Info.stream_known && Info.stream == A, "stream %p", Info.stream);
  expect(Info.grid_dim[0] == 2 && Info.grid_dim[1] == 1 && Info.grid_dim[2] == 1,
         "grid %u,%u,%u", Info.grid_dim[0], Info.grid_dim[1], Info.grid_dim[2]);
  expect(Info.block_dim[0] == 41 && Info.block_dim[1] == 1, "block %u,%u",
         Info.block_dim[0], Info.block_dim[1]);
  expect(Info.thread[0] == 40 && Info.lane == 8, "thread %u lane %u",
         Info.thread[0], Info.lane);
  expect(Info.time_ns != 0, "no time");
  Info = waitForPanic(B);
  expect(!std::strcmp(Info.kernel, "second(int*)"), "kernel '%s'", Info.kernel);
  expect(Info.stream == B && Info.launch_first == 2, "launch %llu",
         (unsigned long long)Info.launch_first);

  // Either of two: the kernel is not known, what they share is.
  second<<<1, 41, 0, A>>>(Out);
  first<<<1, 41, 0, A>>>(Out);
  Info = waitForPanic(A);
  expect(!Info.kernel[0], "kernel '%s'", Info.kernel);
  expect(Info.stream == A, "stream %p", Info.stream);
  expect(Info.launch_first == 4 && Info.launch_last == 5, "launch %llu to %llu",
         (unsigned long long)Info.launch_first,
         (unsigned long long)Info.launch_last);

  // Kernels that do not use the runtime are not counted.
  fine<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  nextKernelIsRight();
  return finish("origin");
}
