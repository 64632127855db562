// The library that is built beside the plugin is found with no option, and
// what comes of it assembles, on an old and a new card and in RDC.
// REQUIRES: cuda, gpurt-bc
// DEFINE: %{ours} = -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -include %gpurt_prelude -Xarch_device -gline-directives-only -Xarch_device -mllvm=-gpurt-strip-debug
// RUN: %cuda_device %{ours} -O0 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O0 -fgpu-rdc -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 --no-offload-arch=sm_90 --offload-arch=sm_75 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 --no-offload-arch=sm_90 --offload-arch=sm_100 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 -S %s -o - | FileCheck %s
// CHECK: .func {{.*}}__gpurt_new
// CHECK: .weak .const {{.*}}__gpurt_slot
// CHECK-NOT: .extern .func {{.*}}gpurt
#include <cassert>
#include <cstdlib>

struct Node {
  int Value;
  Node *Next;
};

__global__ void build(Node **List, int N) {
  for (int I = 0; I < N; ++I)
    *List = new Node{I, *List};
  assert(*List && "made");
  void *P = realloc(calloc(N, 2), N);
  free(P);
  if (N == 7)
    abort();
}
__global__ void clear(Node **List) {
  while (Node *First = *List) {
    *List = First->Next;
    delete First;
  }
}
