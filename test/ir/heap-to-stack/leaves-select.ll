; A select may free another pointer in its place.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is merged with another
; CHECK: call ptr @__gpurt_malloc(i64 16)
define void @user(i1 %c, ptr %other) {
  %p = call ptr @__gpurt_malloc(i64 16)
  %q = select i1 %c, ptr %p, ptr %other
  call void @__gpurt_free(ptr %q, ptr null)
  ret void
}
