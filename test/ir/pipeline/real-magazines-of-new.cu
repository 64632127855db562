// A program in which only new allocates has the fast path where it stands.
// REQUIRES: cuda, gpurt-bc
// DEFINE: %{ours} = -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -include %gpurt_prelude -Xarch_device -Rpass-analysis=^$ -Xarch_device -mllvm=-gpurt-strip-debug -Xarch_device -mllvm=-gpurt-magazines
// RUN: %cuda_device %{ours} -O2 -S %s -o - | FileCheck %s
// CHECK-LABEL: .visible .entry _Z6kernelPPi(
// CHECK-NOT: __gpurt_new
// CHECK-NOT: __gpurt_malloc
// CHECK: ld.shared.b64
// CHECK: call.uni __gpurt_magazine_leave
// CHECK: ret;
__global__ void kernel(int **Out) { *Out = new int(3); }
