// A malloc of another type is an error of the usual form, at its call.
// REQUIRES: cuda
// RUN: not %gpurt_device -O2 -gline-directives-only -S %s -o /dev/null 2>&1 | FileCheck %s
extern "C" __device__ void *calloc(int);
__global__ void kernel(void **Out) {
  // CHECK: rejects-wrong-malloc.cu:[[#@LINE+1]]:{{[0-9]+}}: error: 'calloc' has type ptr (i32) here, but the runtime's is ptr (i64, i64); declare it as its standard header does [gpurt-lower-malloc]
  *Out = calloc(3);
}
