; Another thread may find an address that is in memory.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
@g = addrspace(1) global ptr null
; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is stored
; CHECK: call ptr @__gpurt_malloc(i64 16)
define void @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr addrspace(1) @g
  ret void
}
