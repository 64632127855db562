; What a wrong program does with its blocks is still there after optimization:
; the write past the end, the write after the free, the second free.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes='gpurt-lower-malloc,default<O3>' -gpurt-malloc=checked -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare noalias ptr @malloc(i64)
declare void @free(ptr)

; CHECK-LABEL: define void @wrong(
define void @wrong() {
; CHECK: [[P:%.*]] = tail call ptr @__gpurt_checked_malloc(i64 8,
  %p = call noalias ptr @malloc(i64 8)
; CHECK: store i64 1,
  %end = getelementptr i8, ptr %p, i64 8
  store i64 1, ptr %end
; CHECK: call void @__gpurt_checked_free(ptr [[P]],
  call void @free(ptr %p)
; CHECK: store i64 2, ptr [[P]]
  store i64 2, ptr %p
; CHECK: call void @__gpurt_checked_free(ptr nonnull [[P]],
  call void @free(ptr %p)
  ret void
}
