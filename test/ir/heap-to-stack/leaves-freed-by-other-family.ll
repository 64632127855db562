; Memory that someone else's function takes back is none of ours to move.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
declare void @other_free(ptr allocptr captures(none)) allockind("free") "alloc-family"="other"
; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is passed to 'other_free', which may keep it
; CHECK: call ptr @__gpurt_malloc(i64 16)
define void @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  call void @other_free(ptr %p)
  ret void
}
