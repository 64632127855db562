// A program with -fgpu-rt opens a library with -fgpu-rt, both with the shared
// CUDA runtime: one heap. Blocks of the library are freed by the program's
// kernel and the other way round.
// RUN: %{clangxx} %{gpurt} -O2 -fPIC -shared %{inputs}/plugin-library.cu %{cudart-shared} -o %t.so
// RUN: %{build} %{cudart-shared} -o %t
// RUN: %{run} %t %t.so 2>&1 | FileCheck %s
// CHECK: thread: [3,0,0] Assertion `threadIdx.x != 3` failed.
// CHECK: ok: one heap for program and library
#include "check.h"
#include "gpurt/runtime.h"
#include <dlfcn.h>

__global__ void take(unsigned **Out) {
  Out[threadIdx.x] = (unsigned *)malloc(64);
  *Out[threadIdx.x] = threadIdx.x + 1;
}
__global__ void give(unsigned **Out, unsigned *Wrong) {
  if (!Out[threadIdx.x] || *Out[threadIdx.x] != threadIdx.x + 1)
    atomicAdd(Wrong, 1u);
  free(Out[threadIdx.x]);
}

int main(int, char **Argv) {
  void *Library = dlopen(Argv[1], RTLD_NOW);
  if (!expect(Library, "%s", dlerror()))
    return finish("dlopen");
  auto *LibraryTake =
      (void (*)(void **, unsigned))dlsym(Library, "libraryTake");
  auto *LibraryFree =
      (void (*)(void **, unsigned, unsigned *))dlsym(Library, "libraryFree");
  auto *LibraryFail = (int (*)())dlsym(Library, "libraryFail");
  DeviceArray<unsigned *> Blocks(256);
  DeviceArray<unsigned> Wrong(1);
  take<<<1, 256>>>(Blocks);
  LibraryFree((void **)(unsigned **)Blocks, 256, Wrong);
  LibraryTake((void **)(unsigned **)Blocks, 256);
  give<<<1, 256>>>(Blocks, Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong", Wrong.host()[0]);
  take<<<1, 256>>>(Blocks);
  MUST(cudaDeviceSynchronize());
  expect(gpurt::heap_stats().used_blocks == 256, "%llu blocks",
         (unsigned long long)gpurt::heap_stats().used_blocks);
  LibraryFree((void **)(unsigned **)Blocks, 256, Wrong);
  expect(LibraryFail() == cudaErrorAssert, "no error from the library");
  // Both see one panic: there is one runtime in the process.
  expect(gpurt::last_panic(), "the program does not see the library's panic");
  nextKernelIsRight();
  return finish("one heap for program and library");
}
