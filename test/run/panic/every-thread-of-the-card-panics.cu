// All resident threads of the card fail at once: one report, an exact count of
// the others, and the host is back soon. The time is printed for people; a
// test on a shared machine asserts no time.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK-NOT: Assertion `
// CHECK: measured: host back after {{.*}} ms
// CHECK: ok: every thread
#include "check.h"
#include "gpurt/runtime.h"
#include <cassert>
#include <chrono>

// Two blocks of 1024 on each SM: every thread that the card can hold.
__global__ void __launch_bounds__(1024, 2) fail(int Zero) {
  assert(Zero && "all of them");
}

int main() {
  cudaDeviceProp Props = deviceProperties();
  const unsigned PerSM = Props.maxThreadsPerMultiProcessor;
  const unsigned Threads = Props.multiProcessorCount * (PerSM / 1024) * 1024;
  // Loads the kernel, so that only the panic is timed.
  fail<<<1, 1>>>(1);
  MUST(cudaDeviceSynchronize());

  auto Start = std::chrono::steady_clock::now();
  fail<<<Threads / 1024, 1024>>>(0);
  cudaError_t Error = cudaDeviceSynchronize();
  double Ms = std::chrono::duration<double, std::milli>(
                  std::chrono::steady_clock::now() - Start)
                  .count();
  std::fflush(stderr);
  std::printf("measured: host back after %.3f ms from launch, %u threads\n", Ms,
              Threads);
  std::printf("measured: within 10 ms: %s\n", Ms <= 10 ? "yes" : "no");
  expect(Error == cudaErrorAssert, "%s", cudaGetErrorName(Error));
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic"))
    expect(Info->others == Threads - 1, "%llu others, want %u",
           (unsigned long long)Info->others, Threads - 1);
  Error = cudaDeviceSynchronize();
  expect(Error == cudaSuccess, "second time: %s", cudaGetErrorName(Error));
  nextKernelIsRight();
  return finish("every thread");
}
