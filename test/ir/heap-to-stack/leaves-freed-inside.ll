; Freeing a pointer into a block is the program's error, which the heap reports.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: a pointer into it is freed
; CHECK: call ptr @__gpurt_malloc(i64 16)
define void @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  %q = getelementptr i8, ptr %p, i64 8
  call void @__gpurt_free(ptr %q, ptr null)
  ret void
}
