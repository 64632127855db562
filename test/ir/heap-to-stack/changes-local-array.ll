; A small allocation whose address stays here becomes a local array in the
; entry block, and its frees go. SROA cannot split this one, so it shows.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK-LABEL: define i32 @user(
; CHECK-NEXT: entry:
; CHECK-NEXT: %p = alloca [64 x i8], align 16
; CHECK: use:
; CHECK-NEXT: %at = getelementptr i32, ptr %p, i64 %i
; CHECK-NEXT: store volatile i32 7, ptr %at
; CHECK-NEXT: %v = load i32, ptr %p
; CHECK-NEXT: ret i32 %v
; CHECK-NOT: call
define i32 @user(i1 %c, i64 %i) {
entry:
  br i1 %c, label %take, label %none
take:
  %p = call ptr @__gpurt_malloc(i64 64)
  %full = icmp eq ptr %p, null
  br i1 %full, label %none, label %use
use:
  %at = getelementptr i32, ptr %p, i64 %i
  store volatile i32 7, ptr %at
  %v = load i32, ptr %p
  call void @__gpurt_free(ptr %p, ptr null)
  ret i32 %v
none:
  ret i32 0
}
