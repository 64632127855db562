; A thread that the program ends by its own assembly gives back its magazine
; first, wherever the exit stands, guarded or not.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)

; CHECK-LABEL: define ptx_kernel void @kernel(
define ptx_kernel void @kernel(ptr %out, i32 %n) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  call void @guarded(i32 %n)
; CHECK: call void @__gpurt_magazine_leave()
; CHECK-NEXT: call void asm sideeffect "exit;", ""()
; CHECK-NEXT: unreachable
  call void asm sideeffect "exit;", ""()
  unreachable
}
; CHECK-LABEL: define void @guarded(
; CHECK-NEXT: call void @__gpurt_magazine_leave()
; CHECK-NEXT: call void asm sideeffect "{
define void @guarded(i32 %n) {
  call void asm sideeffect "{ .reg .pred %q;\0A setp.eq.u32 %q, $0, 0;\0A @%q exit;\0A}", "r"(i32 %n)
  ret void
}
