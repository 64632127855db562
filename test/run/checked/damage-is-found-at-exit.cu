// What no free finds is found when the program ends: a write past a block that
// is never freed, before one, and into one that waits in the quarantine.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: damage
// CHECK-DAG: gpurt: write past the end of a block of 70000 bytes, found at the end{{[[:space:]]}}gpurt: allocated at {{.*}}damage-is-found-at-exit.cu:[[#@LINE+11]] in take()
// CHECK-DAG: gpurt: write before a block of 20 bytes, found at the end{{[[:space:]]}}gpurt: allocated at {{.*}}damage-is-found-at-exit.cu:[[#@LINE+11]] in take()
// CHECK-DAG: gpurt: write into a freed block of 200000 bytes, found at the end{{[[:space:]]}}gpurt: freed at {{.*}}damage-is-found-at-exit.cu:[[#@LINE+16]] in write(){{[[:space:]]}}gpurt: allocated at {{.*}}damage-is-found-at-exit.cu:[[#@LINE+11]] in take()
// CHECK: gpurt: 1 block, 70000 bytes never freed, allocated at
// CHECK: gpurt: 1 block, 20 bytes never freed, allocated at
// CHECK-NOT: gpurt:
#include "check.h"

__device__ char *Large, *Small, *Gone;

__global__ void take() {
  Large = (char *)malloc(70000);
  Small = (char *)malloc(20);
  Gone = (char *)malloc(200000);
}
__global__ void write() {
  Large[70003] = 1;
  Small[-3] = 1;
  free(Gone);
  Gone[199999] = 1;
}

int main() {
  take<<<1, 1>>>();
  write<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  return finish("damage");
}
