; A round with a pause, a call or another loop in it may be long, and looks each
; time. The inner loop counts its rounds and does not look.
; RUN: llvm-as %S/../Inputs/library-that-cancels.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-cancel=used -passes=gpurt-mark-cancel,gpurt-link,gpurt-cancel-points,gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @__gpurt_trap(ptr)
declare void @work()

; CHECK-NOT: gpurt.rounds
; CHECK-LABEL: define ptx_kernel void @pauses(
; CHECK: spin:
; CHECK: load atomic i64
; CHECK: nanosleep
define ptx_kernel void @pauses(ptr %flag) mustprogress {
  br label %spin
spin:
  call void asm sideeffect "nanosleep.u32 100;", ""()
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  ret void
}

; CHECK-LABEL: define ptx_kernel void @calls(
; CHECK: spin:
; CHECK: load atomic i64
; CHECK: call void @work
define ptx_kernel void @calls(ptr %flag) mustprogress {
  br label %spin
spin:
  call void @work()
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  ret void
}

; CHECK-LABEL: define ptx_kernel void @nests(
; CHECK: outer:
; CHECK: load atomic i64
; CHECK: inner:
; CHECK-NOT: load atomic
; CHECK: ret void
define ptx_kernel void @nests(ptr %data, i32 %n) mustprogress {
  br label %outer
outer:
  br label %inner
inner:
  %i = phi i32 [ 0, %outer ], [ %next, %inner ]
  %at = getelementptr i32, ptr %data, i32 %i
  store volatile i32 %i, ptr %at
  %next = add i32 %i, 1
  %more = icmp ult i32 %next, 100
  br i1 %more, label %inner, label %latch
latch:
  %seen = load volatile i32, ptr %data
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %outer
end:
  ret void
}

define ptx_kernel void @panics() {
  call void @__gpurt_trap(ptr null)
  unreachable
}
