; A callee that does not keep the pointer may still free it.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
declare void @destroy(ptr captures(none))
; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is passed to 'destroy', which may keep it
; CHECK: call ptr @__gpurt_malloc(i64 16)
define void @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  call void @destroy(ptr %p)
  ret void
}
