; A coroutine's locals live in its frame once it is split, and what looks local
; before may be used after a suspension.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
define void @user() presplitcoroutine {
  %p = call ptr @__gpurt_malloc(i64 16)
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}
