// Linked or not, the heap is still one to LLVM: pairs that nobody needs go,
// and the whole library with them.
// REQUIRES: cuda
// RUN: %gpurt_device -O2 -S %s -o - | FileCheck %s
// CHECK: .visible .entry
// CHECK-NOT: gpurt
#include <cstdlib>
#include <new>

struct Node {
  int Value;
  Node *Next;
};

__global__ void kernel(int *Out, int N) {
  auto *P = static_cast<int *>(malloc(N));
  free(P);
  auto *Q = new Node{N, nullptr};
  delete Q;
  int *R = new int[N];
  R[0] = 1;
  delete[] R;
  *Out = N;
}
