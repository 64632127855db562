// `new (nothrow) T[n]` that got null constructs nothing. cuda_wrappers/new
// forgot a noexcept, from which Clang concludes that null cannot be.
// REQUIRES: cuda
// RUN: %gpurt_device -O2 -S -emit-llvm %s -o - | FileCheck %s
// CHECK: [[P:%.*]] = {{.*}}call {{.*}}ptr @__gpurt_malloc(
// CHECK: icmp eq ptr [[P]], null
#include <new>

struct Small {
  int X;
  __device__ Small() : X(1) {}
};
__global__ void kernel(Small **Out, int N) {
  *Out = new (std::nothrow_t{}) Small[N];
}
