; realloc gives memory back that must be the heap's.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
declare ptr @__gpurt_realloc(ptr, i64, ptr)
; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: it is reallocated
; CHECK: call ptr @__gpurt_malloc(i64 16)
define ptr @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  %q = call ptr @__gpurt_realloc(ptr %p, i64 32, ptr null)
  ret ptr %q
}
