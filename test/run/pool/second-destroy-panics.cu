// A second destroy of an object is a panic and changes nothing.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: gpurt::pool: object destroyed twice
// CHECK: ok: second-destroy-panics
#include "misuse.h"
#include "gpurt/pool.h"

static __device__ gpurt::pool<int> Pool;
static __device__ int *Object;

__global__ void before() {
  Object = Pool.create(1);
  Pool.create(2);
  Pool.destroy(Object);
}
__global__ void misuse() { Pool.destroy(Object); }
__global__ void after() {
  if (Pool.statistics().live != 1)
    __trap();
  Pool.release();
}

int main() {
  return expectPanic(before, misuse, after, "second-destroy-panics");
}
