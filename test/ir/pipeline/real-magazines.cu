// The real library with magazines, as the driver asks for them: it assembles at
// every level and on old and new cards, the fast path is where malloc, new and
// free are called, and the text is the same each time.
// REQUIRES: cuda, gpurt-bc
// DEFINE: %{ours} = -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -include %gpurt_prelude -Xarch_device -Rpass-analysis=^$ -Xarch_device -mllvm=-gpurt-strip-debug -Xarch_device -mllvm=-gpurt-magazines
// RUN: %cuda_device %{ours} -O0 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O1 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O0 -g -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 -g -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 --no-offload-arch=sm_90 --offload-arch=sm_75 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 --no-offload-arch=sm_90 --offload-arch=sm_100 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 -S %s -o %t.s
// RUN: %cuda_device %{ours} -O2 -S %s -o %t.again.s
// RUN: cmp %t.s %t.again.s
// RUN: FileCheck %s < %t.s
// RUN: %cuda_device %{ours} -O0 -S %s -o - | FileCheck %s --check-prefix=O0
#include <cstdlib>

// CHECK: .shared .align 8 .b8 {{.*}}[8192];
// CHECK-LABEL: .visible .entry _Z5takesPPv(
// CHECK: call.uni __gpurt_magazine_enter
// CHECK-NOT: __gpurt_malloc
// CHECK: ld.shared.b64
// CHECK: st.shared.b32
// CHECK: call.uni __gpurt_magazine_leave
// CHECK: ret;
// O0: .shared .align 8 .b8 {{.*}}[8192];
// O0-LABEL: .visible .entry _Z5takesPPv(
// O0: __gpurt_magazine_enter
// O0: __gpurt_malloc
// O0: __gpurt_magazine_leave
// O0: ret;
__global__ void takes(void **Out) { *Out = malloc(48); }

// CHECK-LABEL: .visible .entry _Z5givesPPv(
// CHECK: call.uni __gpurt_magazine_enter
// CHECK-NOT: __gpurt_free
// CHECK: ld.shared.b64
// CHECK: st.shared.b32
// CHECK: call.uni __gpurt_magazine_leave
// CHECK: ret;
__global__ void gives(void **Out) { free(*Out); }

// No kernel that gets to neither has any of it.
// CHECK-LABEL: .visible .entry _Z5looksPPvS0_(
// CHECK-NOT: __gpurt
// CHECK: ret;
__global__ void looks(void **Out, void **In) { *Out = *In; }
