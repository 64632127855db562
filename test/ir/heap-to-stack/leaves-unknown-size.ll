; No constant size, an impossible one, or none at all: nothing changes.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare ptr @__gpurt_calloc(i64, i64)
declare ptr @__gpurt_aligned_alloc(i64, i64)
declare void @__gpurt_free(ptr, ptr)
define void @user(i64 %n) {
  %p = call ptr @__gpurt_malloc(i64 %n)
  call void @__gpurt_free(ptr %p, ptr null)
  %q = call ptr @__gpurt_malloc(i64 0)
  call void @__gpurt_free(ptr %q, ptr null)
  %r = call ptr @__gpurt_calloc(i64 4611686018427387904, i64 8)
  call void @__gpurt_free(ptr %r, ptr null)
  %s = call ptr @__gpurt_aligned_alloc(i64 24, i64 48)
  call void @__gpurt_free(ptr %s, ptr null)
  ret void
}
