; A callee that neither keeps nor frees the pointer may have it. The call was
; marked tail, which promises not to touch the caller's stack: the mark goes.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
declare void @fill(ptr captures(none)) nofree
declare i32 @sum(ptr readonly captures(none))
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

; CHECK-LABEL: define i32 @user(
; CHECK: %p = alloca [16 x i8]
; CHECK: {{^ *}}call void @fill(ptr %p)
; CHECK: call void @llvm.memcpy
; CHECK: {{^ *}}%s = call i32 @sum(ptr %p)
; CHECK-NEXT: ret i32 %s
define i32 @user(ptr %in) norecurse {
  %p = call ptr @__gpurt_malloc(i64 16)
  tail call void @fill(ptr %p)
  call void @llvm.memcpy.p0.p0.i64(ptr %p, ptr %in, i64 8, i1 false)
  %s = tail call i32 @sum(ptr %p)
  call void @__gpurt_free(ptr %p, ptr null)
  ret i32 %s
}
