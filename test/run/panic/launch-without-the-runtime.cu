// A module that the program loads itself and forgets to attach says so, in
// CUDA's own assertion: there is no state in which a panic could be recorded.
// RUN: %{clangxx} %{gpurt} --cuda-device-only -O2 -c %{inputs}/module.cu -o %t.cubin
// RUN: %{build} -o %t
// RUN: %{run} %t %t.cubin 2>&1 | FileCheck %s
// CHECK: gpurt:0: gpurt::state: block: [0,0,0], thread: [{{[0-9]+}},0,0] Assertion `this module was launched without the gpu-rt runtime: link with clang++ -fgpu-rt, or call gpurt_attach_module after loading it` failed.
// CHECK: ok: named
#include "driver.h"

int main(int, char **Argv) {
  MUST(cudaFree(nullptr));
  auto *Load = driver<CUresult(CUmodule *, const char *)>("cuModuleLoad");
  auto *GetFunction = driver<CUresult(CUfunction *, CUmodule, const char *)>(
      "cuModuleGetFunction");
  auto *Launch = driver<LaunchKernel>("cuLaunchKernel");
  CUmodule Module = nullptr;
  CUfunction Take = nullptr;
  expect(!Load(&Module, Argv[1]), "cuModuleLoad");
  expect(!GetFunction(&Take, Module, "moduleTake"), "cuModuleGetFunction");
  int **Out = nullptr;
  MUST(cudaMalloc(&Out, 64 * sizeof(int *)));
  void *Args[] = {&Out};
  expect(!Launch(Take, 1, 1, 1, 64, 1, 1, 0, nullptr, Args, nullptr),
         "cuLaunchKernel");
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  return finish("named");
}
