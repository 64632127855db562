// The whole way of a program: our passes put the real device library into the
// device's IR, inline PTX and all, and the result becomes an object of the host
// that needs the engine's hooks and nothing else of a GPU.
// REQUIRES: cuda, gpurt-bc
// RUN: %cuda_device -O2 -gline-tables-only -Xarch_device -fpass-plugin=%gpurt_plugin -include %gpurt_prelude -emit-llvm -c %s -o %t.bc
// RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" %t.bc -o %t.host.bc
// RUN: llc -relocation-model=pic -filetype=obj %t.host.bc -o %t.o
// RUN: llvm-nm -u %t.o | FileCheck %s --check-prefix=NEEDS
// RUN: llvm-nm %t.o | FileCheck %s
// RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget<memory-model>,verify" %t.bc -o %t.model.bc
// RUN: llc -relocation-model=pic -filetype=obj %t.model.bc -o %t.model.o
// NEEDS: U __gpurt_simt_activemask
// NEEDS: U __gpurt_simt_cas
// NEEDS-NOT: U __gpurt_{{[a-rt-z]}}
// NEEDS: U __gpurt_simt_rmw
// The host runtime finds the slot by its name.
// CHECK-DAG: __gpurt_slot
// CHECK-DAG: T __gpurt_simt_entry._Z4usesPPii
#include <cassert>

__global__ void uses(int **Out, int N) {
  int *P = new int[N];
  void *Q = malloc(N);
  Q = realloc(Q, 2 * N);
  assert(P && N != 7);
  free(Q);
  P[0] = N;
  if (Out[threadIdx.x])
    delete[] Out[threadIdx.x];
  Out[threadIdx.x] = P;
  if (N == 9)
    abort();
}
