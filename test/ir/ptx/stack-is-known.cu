// ptxas adds up the stack of all that a kernel may call through the pointers of
// target/Apart.h. Where it sees a recursion in them it knows only the kernel's
// own stack, of few bytes or none; the library's deepest chain takes more than
// 256. Nor does it take more than libgpurt makes room for where ptxas does not
// know it (LibraryStack in lib/runtime/Limits.h).
// REQUIRES: cuda, gpurt-bc
// DEFINE: %{ours} = -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -include %gpurt_prelude -Xarch_device -mllvm=-gpurt-magazines
// RUN: %cuda_device %{ours} -O2 -S %s -o %t.s
// RUN: %{ptxas} -v %t.s -o %t.o 2>&1 | FileCheck %s
// RUN: %cuda_device %{ours} -Xarch_device -mllvm=-gpurt-malloc=checked -O2 -S %s -o %t.checked.s
// RUN: %{ptxas} -v %t.checked.s -o %t.o 2>&1 | FileCheck %s
#include <cstdlib>

// CHECK: Compiling entry function '_Z6kernelPPvi'
// CHECK: ptxas info {{.*}}Used
// CHECK-SAME: {{ (25[6-9]|2[6-9][0-9]|[3-9][0-9][0-9]|1[0-4][0-9][0-9]|15[0-2][0-9])}} bytes cumulative stack size
__global__ void kernel(void **Out, int N) {
  free(Out[0]);
  Out[1] = malloc(N);
}
