// All frees pass a null Site until the very end. Were __gpurt_free internal
// before that, the null would be propagated into it and the text lost.
// REQUIRES: cuda
// RUN: %gpurt_device -O2 -Xarch_device -gline-directives-only -S -emit-llvm %s -o - | FileCheck %s
// CHECK: @__gpurt_site = {{.*}}c"kernel(int*)\09{{[^"]*}}sites-of-frees.cu\09[[#@LINE+7]]\093\0A\00"
// CHECK: call {{.*}}void @__gpurt_free(ptr {{.*}}, ptr {{.*}}@__gpurt_site)
// CHECK: define internal void @__gpurt_free({{.*}}, ptr noundef captures(none) %[[SITE:[0-9a-z.]+]])
// CHECK: call {{.*}}@gpurt_report(ptr {{.*}}%[[SITE]])
#include <cstdlib>

__global__ void kernel(int *P) {
  free(P);
}
