; An exit of the program's gives back the magazine, and cannot know from which
; kernel it was reached: so each kernel that may get there begins one. Else the
; exit would give back what it finds in shared memory, which is another launch's.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)

; CHECK-LABEL: define ptx_kernel void @allocates(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
define ptx_kernel void @allocates(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  call void @end()
  ret void
}
; CHECK-LABEL: define ptx_kernel void @only_exits(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
; CHECK-NEXT: call void @end()
; CHECK-NEXT: call void @__gpurt_magazine_leave()
; CHECK-NEXT: ret void
define ptx_kernel void @only_exits() {
  call void @end()
  ret void
}
; CHECK-LABEL: define void @end(
; CHECK-NEXT: call void @__gpurt_magazine_leave()
; CHECK-NEXT: call void asm sideeffect "exit;"
define void @end() {
  call void asm sideeffect "exit;", ""()
  unreachable
}
