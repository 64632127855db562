; A loop that waits for memory to change looks each 16th round whether its grid
; is to stop; it begins with none, so that short waits cost nothing.
; RUN: llvm-as %S/../Inputs/library-that-cancels.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-cancel=used -passes=gpurt-mark-cancel,gpurt-link,gpurt-cancel-points,gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @__gpurt_trap(ptr)

; CHECK-LABEL: define ptx_kernel void @spins(
; CHECK: spin:
; CHECK-NEXT: %[[ROUNDS:.*]] = phi i32
; CHECK-NEXT: %[[NEXT:.*]] = add i32 %[[ROUNDS]], 1
; CHECK-NEXT: %[[REST:.*]] = and i32 %[[NEXT]], 15
; CHECK-NEXT: %[[TIME:.*]] = icmp eq i32 %[[REST]], 0
; CHECK-NEXT: br i1 %[[TIME]], label %[[LOOK:.*]], label %[[GO:.*]], !prof
; CHECK: [[LOOK]]:
; CHECK: load atomic i64
; CHECK: br i1 %{{.*}}, label %[[END:.*]], label %[[BACK:.*]], !prof
; CHECK: [[END]]:
; CHECK-NEXT: call void @llvm.nvvm.exit()
; CHECK-NEXT: unreachable
; CHECK: [[BACK]]:
; CHECK-NEXT: br label %[[GO]]
; CHECK: [[GO]]:
; CHECK-NEXT: %seen = load volatile
define ptx_kernel void @spins(ptr %flag) mustprogress {
  br label %spin
spin:
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  call void @__gpurt_trap(ptr null)
  unreachable
}

; The loop has no block of its own before it.
; CHECK-LABEL: define ptx_kernel void @begins_at_a_branch(
; CHECK: spin:
; CHECK-NEXT: phi i32
define ptx_kernel void @begins_at_a_branch(ptr %flag, i1 %wait) mustprogress {
  br i1 %wait, label %spin, label %end
spin:
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  ret void
}
