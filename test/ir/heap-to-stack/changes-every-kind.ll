; All calls that allocate. calloc's memory is cleared where the call stood,
; alignment is as asked but at least the heap's 16.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare ptr @__gpurt_calloc(i64, i64)
declare ptr @__gpurt_new(i64, ptr)
declare ptr @__gpurt_new_aligned(i64, i64, ptr)
declare ptr @__gpurt_aligned_alloc(i64, i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK-LABEL: define void @user(
; CHECK-DAG: %a = alloca [8 x i8], align 16
; CHECK-DAG: %b = alloca [128 x i8], align 16
; CHECK-DAG: %c = alloca [40 x i8], align 16
; CHECK-DAG: %d = alloca [64 x i8], align 64
; CHECK-DAG: %e = alloca [16 x i8], align 32
; CHECK-NOT: @__gpurt_
; CHECK: call void @llvm.memset.p0.i64(ptr align 16 %c, i8 0, i64 40, i1 false)
; CHECK-NOT: @__gpurt_
; CHECK: ret void
define void @user(i64 %i) {
  %a = call ptr @__gpurt_malloc(i64 8)
  %b = call ptr @__gpurt_new(i64 128, ptr null)
  %c = call ptr @__gpurt_calloc(i64 5, i64 8)
  %d = call ptr @__gpurt_new_aligned(i64 64, i64 64, ptr null)
  %e = call ptr @__gpurt_aligned_alloc(i64 32, i64 16)
  %pa = getelementptr i8, ptr %a, i64 %i
  store volatile i8 1, ptr %pa
  %pb = getelementptr i8, ptr %b, i64 %i
  store volatile i8 1, ptr %pb
  %pc = getelementptr i8, ptr %c, i64 %i
  store volatile i8 1, ptr %pc
  %pd = getelementptr i8, ptr %d, i64 %i
  store volatile i8 1, ptr %pd
  %pe = getelementptr i8, ptr %e, i64 %i
  store volatile i8 1, ptr %pe
  call void @__gpurt_free(ptr %a, ptr null)
  call void @__gpurt_free(ptr %b, ptr null)
  call void @__gpurt_free(ptr %c, ptr null)
  call void @__gpurt_free(ptr %d, ptr null)
  ret void
}
