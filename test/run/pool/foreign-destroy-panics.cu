// To destroy what is no object of the pool, or a pointer into one, is a panic.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: gpurt::pool: destroy of what is no object
// CHECK: ok: foreign-destroy-panics
#include "misuse.h"
#include "gpurt/pool.h"

static __device__ gpurt::pool<double> Pool;
static __device__ double *Object;

__global__ void before() { Object = Pool.create(1.0); }
__global__ void misuse() { Pool.destroy((double *)((char *)Object + 4)); }
__global__ void after() {
  if (Pool.statistics().live != 1 || Pool.owns((double *)&Object))
    __trap();
  Pool.release();
}

int main() {
  return expectPanic(before, misuse, after, "foreign-destroy-panics");
}
