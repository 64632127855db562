; A panic gives back the thread's magazine, so each kernel that may panic begins
; one if any kernel of the module allocates. What does neither has none.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_abort(ptr)

; CHECK-LABEL: define ptx_kernel void @panics(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
define ptx_kernel void @panics(i1 %bad) {
  br i1 %bad, label %end, label %good
end:
  call void @check()
  br label %good
good:
; CHECK: call void @__gpurt_magazine_leave()
; CHECK-NEXT: ret void
  ret void
}
; CHECK-LABEL: define void @check(
; CHECK-NOT: __gpurt_magazine
define void @check() {
  call void @__gpurt_abort(ptr null)
  unreachable
}
; CHECK-LABEL: define ptx_kernel void @does_neither(
; CHECK-NEXT: ret void
define ptx_kernel void @does_neither() {
  ret void
}
; CHECK-LABEL: define ptx_kernel void @allocates(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
define ptx_kernel void @allocates(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
