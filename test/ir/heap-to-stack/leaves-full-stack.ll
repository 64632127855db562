; 512 bytes of local arrays are enough for one function.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 64 bytes stays on the heap: its function has too much on the stack already
; CHECK-LABEL: define void @user(
; CHECK-DAG: %a = alloca [400 x i8]
; CHECK-DAG: %p = alloca [112 x i8]
; CHECK: %q = call ptr @__gpurt_malloc(i64 64)
define void @user(i64 %i) {
  %a = alloca [400 x i8]
  %p = call ptr @__gpurt_malloc(i64 112)
  %q = call ptr @__gpurt_malloc(i64 64)
  %at = getelementptr i8, ptr %p, i64 %i
  store volatile i8 1, ptr %at
  %aq = getelementptr i8, ptr %q, i64 %i
  store volatile i8 1, ptr %aq
  %aa = getelementptr i8, ptr %a, i64 %i
  store volatile i8 1, ptr %aa
  call void @__gpurt_free(ptr %p, ptr null)
  call void @__gpurt_free(ptr %q, ptr null)
  ret void
}
