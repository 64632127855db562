; A thread's magazine is emptied before the kernel's first step, behind the
; allocas that must stay first, and given back before each return.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_trap(ptr)

; CHECK-LABEL: define ptx_kernel void @kernel(
define ptx_kernel void @kernel(ptr %out, i32 %n) {
entry:
; CHECK: %room = alloca i32
; CHECK-NEXT: call void @__gpurt_magazine_enter()
; CHECK-NEXT: store i32 %n, ptr %room
  %room = alloca i32
  store i32 %n, ptr %room
  %p = call ptr @__gpurt_malloc(i64 8)
  switch i32 %n, label %wrong [ i32 0, label %first
                                i32 1, label %second ]
first:
; CHECK: first:
; CHECK-NEXT: call void @__gpurt_magazine_leave()
; CHECK-NEXT: ret void
  ret void
second:
; CHECK: second:
; CHECK-NEXT: store ptr %p, ptr %out
; CHECK-NEXT: call void @__gpurt_magazine_leave()
; CHECK-NEXT: ret void
  store ptr %p, ptr %out
  ret void
wrong:
; A panic ends the thread itself, and gives back what it had.
; CHECK: wrong:
; CHECK-NEXT: call void @__gpurt_trap(ptr null)
; CHECK-NEXT: unreachable
  call void @__gpurt_trap(ptr null)
  unreachable
}
; CHECK-NOT: call void @__gpurt_magazine
