; PTX does not define atomics on local memory.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: it is used atomically
; CHECK: call ptr @__gpurt_malloc(i64 16)
define void @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  %old = atomicrmw add ptr %p, i32 1 monotonic
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}
