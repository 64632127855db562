// The line that repeats a failed launch names every setting that decides what
// happens, quoted for a shell, and no other variable.
//
// RUN: %cpu-clangxx %s -o %t
// RUN: env HOME=/ GPURT_SEED=7 GPURT_RESIDENT=9 GPURT_VERBOSE=1 GPURT_HEAP_LIMIT='64 M' %t 2>%t.err
// RUN: FileCheck %s --match-full-lines < %t.err
// CHECK: repeat with GPURT_SEED=7 GPURT_POLICY=fair GPURT_RESIDENT=9 GPURT_HEAP_LIMIT='64 M'
__global__ void wait() { asm volatile("barrier.sync 1, 64;" ::: "memory"); }

int main() {
  wait<<<1, 32>>>();
  cudaDeviceSynchronize();
  return 0;
}
