// An object built with -fgpu-rt but linked without the runtime: the linker
// says which symbol is missing. With it, the guard gives the address that
// --wrap replaces, so the runtime can tell.
// REQUIRES: cuda
// RUN: %cuda -include %gpurt_prelude -c %s -o %t.o
// RUN: not clang++ %t.o -o %t %cudart 2>&1 | FileCheck %s
// CHECK: undefined reference to `__gpurt_check_link'
// RUN: %cuda -include %gpurt_prelude --cuda-host-only -S -emit-llvm -O2 %s -o - | FileCheck %s --check-prefix=IR
// IR: @llvm.global_ctors
// IR: call void @__gpurt_check_link(ptr {{.*}}@cudaLaunchKernel)
__global__ void kernel() {}
int main() { kernel<<<1, 1>>>(); }
