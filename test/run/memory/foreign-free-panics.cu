// A pointer that malloc did not give (into the middle of a block, to a local,
// from cudaMalloc) is reported, not taken into the heap.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: foreign-free-panics.cu:{{[0-9]+}}{{.*}}which malloc did not give
// CHECK: which malloc did not give
// CHECK: which malloc did not give
// CHECK: which malloc did not give
// CHECK: ok: foreign free
#include "check.h"
#include "gpurt/runtime.h"

__device__ char Global[64];
__device__ char *Kept;

__global__ void takeOne() { Kept = (char *)malloc(1000); }
__global__ void freeMiddle() { free(Kept + 16); }
__global__ void freeOne() { free(Kept); }
__global__ void freeGlobal() { free(Global + 16); }
__global__ void freeOther(char *At) { free(At); }
__global__ void freeOdd() { free(Kept + 1); }

static void expectInvalid(const char *What) {
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "%s: no error", What);
  const gpurt::panic_info *Info = gpurt::last_panic();
  expect(Info && Info->kind == GPURT_PANIC_INVALID_FREE, "%s: kind %d", What,
         Info ? (int)Info->kind : -1);
  gpurt::clear_panic();
}

int main() {
  DeviceArray<char> Other(4096);
  takeOne<<<1, 1>>>();
  freeMiddle<<<1, 1>>>();
  expectInvalid("middle of a block");
  freeOdd<<<1, 1>>>();
  expectInvalid("odd address");
  freeGlobal<<<1, 1>>>();
  expectInvalid("global variable");
  freeOther<<<1, 1>>>(Other);
  expectInvalid("cudaMalloc");
  freeOne<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  nextKernelIsRight();
  return finish("foreign free");
}
