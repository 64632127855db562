// The plugin is loaded into the host's job too, and must not touch it.
// REQUIRES: cuda
// RUN: %cuda -include %gpurt_prelude --cuda-host-only -O2 -S -emit-llvm %s -o %t.stock
// RUN: %cuda -include %gpurt_prelude --cuda-host-only -O2 -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -S -emit-llvm %s -o %t.ours
// RUN: cmp %t.stock %t.ours
#include <cstdlib>
#include <new>

void *(*Hook)(size_t) = malloc;
__global__ void kernel(int *Out) { *Out = 1; }
int *host(int N) {
  int *P = new int[N];
  kernel<<<1, 1>>>(P);
  free(Hook(N));
  if (N > 5)
    std::abort();
  delete new int(N);
  return P;
}
