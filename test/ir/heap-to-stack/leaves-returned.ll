; The caller outlives this call's stack.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is returned
; CHECK: call ptr @__gpurt_malloc(i64 16)
define ptr @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  ret ptr %p
}
