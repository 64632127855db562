// Without the device library the compilation fails with one line; code that
// does not need it compiles.
// REQUIRES: cuda
// RUN: not %cuda_device -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -Xarch_device -mllvm=-gpurt-library=%t.nowhere -DUSE -S %s -o /dev/null 2>&1 | FileCheck %s
// RUN: %cuda_device -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -Xarch_device -mllvm=-gpurt-library=%t.nowhere -S %s -o /dev/null
// CHECK: error: cannot read the device library '{{.*}}.nowhere'
__global__ void kernel(void **Out) {
#ifdef USE
  *Out = malloc(8);
#endif
}
