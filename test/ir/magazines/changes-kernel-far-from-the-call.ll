; The allocation may be several calls away, and go through a function that
; calls itself. The device functions on the way stay as they are.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_new(i64, ptr)

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
; CHECK-NEXT: call ptr @outer(
; CHECK-NEXT: call void @__gpurt_magazine_leave()
; CHECK-NEXT: ret void
define ptx_kernel void @kernel(i32 %n) {
  %p = call ptr @outer(i32 %n)
  ret void
}
; CHECK-NOT: call void @__gpurt_magazine
define ptr @outer(i32 %n) {
  %zero = icmp eq i32 %n, 0
  br i1 %zero, label %last, label %more
last:
  %p = call ptr @inner()
  ret ptr %p
more:
  %less = sub i32 %n, 1
  %q = call ptr @outer(i32 %less)
  ret ptr %q
}
define ptr @inner() {
  %p = call ptr @__gpurt_new(i64 8, ptr null)
  ret ptr %p
}
