// A module that the program loads with the driver API is connected by
// gpurt_attach_module: its blocks come from the program's heap. A module that
// uses nothing needs no attaching and says so.
// RUN: %{clangxx} %{gpurt} --cuda-device-only -O2 -c %{inputs}/module.cu -o %t.cubin
// RUN: %{clangxx} %{gpurt} --cuda-device-only -O2 -c %{inputs}/module-plain.cu -o %t.plain.cubin
// RUN: %{build} -o %t
// RUN: %{run} %t %t.cubin %t.plain.cubin | FileCheck %s
// CHECK: ok: attached
#include "driver.h"
#include "gpurt/runtime.h"

__global__ void give(int **Blocks, unsigned *Wrong) {
  int *At = Blocks[threadIdx.x];
  if (!At || *At != (int)threadIdx.x * 3)
    atomicAdd(Wrong, 1u);
  delete At;
}

int main(int, char **Argv) {
  MUST(cudaFree(nullptr));
  auto *Load = driver<CUresult(CUmodule *, const char *)>("cuModuleLoad");
  auto *GetFunction = driver<CUresult(CUfunction *, CUmodule, const char *)>(
      "cuModuleGetFunction");
  auto *Launch = driver<LaunchKernel>("cuLaunchKernel");
  CUmodule Module = nullptr, Plain = nullptr;
  CUfunction Take = nullptr;
  expect(!Load(&Module, Argv[1]) && !Load(&Plain, Argv[2]), "cuModuleLoad");
  expect(gpurt_attach_module(nullptr) == GPURT_INVALID, "null was accepted");
  expect(gpurt_attach_module(Plain) == GPURT_NOT_USED, "plain module");
  expect(gpurt_attach_module(Module) == GPURT_OK, "gpurt_attach_module");
  expect(!GetFunction(&Take, Module, "moduleTake"), "cuModuleGetFunction");
  DeviceArray<int *> Blocks(64);
  DeviceArray<unsigned> Wrong(1);
  int **Out = Blocks;
  void *Args[] = {&Out};
  expect(!Launch(Take, 1, 1, 1, 64, 1, 1, 0, nullptr, Args, nullptr),
         "cuLaunchKernel");
  give<<<1, 64>>>(Blocks, Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong", Wrong.host()[0]);
  return finish("attached");
}
