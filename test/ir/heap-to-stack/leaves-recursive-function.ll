; On the device a deep recursion has 1 KiB of stack; on the heap the program ran.
; A function that calls only what cannot call it back is moved all the same.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
declare void @leaf() norecurse
declare void @unknown()

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its function may recurse, and the stack is small
; CHECK-LABEL: define void @recursive(
; CHECK: call ptr @__gpurt_malloc(
define void @recursive(i64 %i) {
  %p = call ptr @__gpurt_malloc(i64 16)
  %at = getelementptr i8, ptr %p, i64 %i
  store volatile i8 1, ptr %at
  call void @recursive(i64 %i)
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}

; CHECK-LABEL: define void @through_unknown(
; CHECK: call ptr @__gpurt_malloc(
define void @through_unknown(i64 %i) {
  %p = call ptr @__gpurt_malloc(i64 16)
  %at = getelementptr i8, ptr %p, i64 %i
  store volatile i8 1, ptr %at
  call void @unknown()
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}

; CHECK-LABEL: define void @caller_of_leaf(
; CHECK-NEXT: %p = alloca [16 x i8]
define void @caller_of_leaf(i64 %i) {
  %p = call ptr @__gpurt_malloc(i64 16)
  %at = getelementptr i8, ptr %p, i64 %i
  store volatile i8 1, ptr %at
  call void @leaf()
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NEXT: %p = alloca [16 x i8]
define ptx_kernel void @kernel(i64 %i) norecurse {
  %p = call ptr @__gpurt_malloc(i64 16)
  %at = getelementptr i8, ptr %p, i64 %i
  store volatile i8 1, ptr %at
  call void @unknown()
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}
