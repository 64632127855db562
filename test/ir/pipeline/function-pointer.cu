// malloc and free through pointers, in code and in initialized memory.
// REQUIRES: cuda
// RUN: %gpurt_device -O0 -c %s -o %t.o
// RUN: %gpurt_device -O2 -c %s -o %t.o
// RUN: %gpurt_device -O2 -S %s -o - | FileCheck %s
// CHECK-DAG: .func {{.*}}__gpurt_thunk_malloc
// CHECK-DAG: .func {{.*}}__gpurt_thunk_free
// CHECK-NOT: .extern
#include <cstdlib>

struct Allocator {
  void *(*Take)(size_t);
  void (*Give)(void *);
};
__device__ Allocator Heap = {malloc, free};

__global__ void kernel(void **Out, int N) {
  Out[0] = Heap.Take(N);
  void (*Give)(void *) = N > 5 ? Heap.Give : free;
  Give(Out[1]);
}
