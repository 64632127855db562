// GPURT_SCHEDULES runs the program from its first CUDA call on, once for each
// seed. What it writes is seen once. Each run is what a run of its seed alone
// is: the same steps in each launch, of two modules.
//
// RUN: %cpu-clangxx %s %S/Inputs/second.cu -o %t
// RUN: rm -f %t.log && env GPURT_SCHEDULES=5 GPURT_SEED=3 %t %t.log > %t.out 2>&1
// RUN: FileCheck %s --check-prefix=ONCE < %t.out
// RUN: FileCheck %s < %t.log
// ONCE: before
// ONCE-NEXT: sum 66
// ONCE-NOT: {{.}}
// CHECK: seed 3
// CHECK-NEXT: seed 4
// CHECK-NEXT: seed 5
// CHECK-NEXT: seed 6
// CHECK-NEXT: seed 7
// CHECK-NOT: {{.}}
//
// RUN: env GPURT_SCHEDULES=1 GPURT_SEED=7 GPURT_VERBOSE=1 %t %t.one 2>&1 | grep steps, > %t.many
// RUN: env GPURT_SEED=7 GPURT_VERBOSE=1 %t %t.one 2>&1 | grep steps, > %t.alone
// RUN: cmp %t.many %t.alone
// RUN: FileCheck %s --check-prefix=STEPS < %t.alone
// STEPS: add{{.*}} steps
// STEPS-NEXT: addMore{{.*}} steps
#include <cstdio>
#include <cstdlib>

void launchSecond(int *Sum);

__global__ void add(int *Sum) { atomicAdd(Sum, 1); }

int main(int, char **Argv) {
  std::puts("before");
  int *Sum;
  cudaMallocManaged(&Sum, sizeof(int));
  *Sum = 0;
  add<<<2, 32>>>(Sum);
  launchSecond(Sum);
  cudaDeviceSynchronize();
  if (FILE *Log = std::fopen(Argv[1], "a")) {
    std::fprintf(Log, "seed %s\n", std::getenv("GPURT_SEED"));
    std::fclose(Log);
  }
  std::printf("sum %d\n", *Sum);
  return *Sum != 66;
}
