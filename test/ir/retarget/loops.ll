; A loop that may go round for ever without a hook gets one for each 1024
; rounds; each hook starts the count again. One whose rounds can be counted, or
; with a hook in each round, is left alone.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define void @spins(
define ptx_kernel void @spins() {
entry:
  br label %spin
; CHECK: spin:
; CHECK-NEXT: [[LEFT:%.*]] = phi i32 [ 1024, %entry ], [ [[KEPT:%.*]], %[[TAIL:.*]] ]
; CHECK-NEXT: [[NEXT:%.*]] = sub i32 [[LEFT]], 1
; CHECK-NEXT: [[NONE:%.*]] = icmp eq i32 [[NEXT]], 0
; CHECK-NEXT: br i1 [[NONE]], label %[[STEP:.*]], label %[[TAIL]], !prof
; CHECK: [[STEP]]:
; CHECK-NEXT: call void @__gpurt_simt_preempt(ptr null, ptr
; CHECK: [[KEPT]] = phi i32 [ 1024, %[[STEP]] ], [ [[NEXT]], %spin ]
spin:
  br label %spin
}

; The hook is in some rounds only.
; CHECK-LABEL: define void @sometimes(
define ptx_kernel void @sometimes(ptr %p, i32 %n) {
entry:
  br label %loop
; CHECK: loop:
; CHECK: sub i32 %{{.*}}, 1
; CHECK: call void @__gpurt_simt_preempt(
loop:
  %x = phi i32 [ %n, %entry ], [ %y, %end ]
  %odd = trunc i32 %x to i1
  br i1 %odd, label %look, label %end
look:
  %seen = load atomic i32, ptr %p syncscope("device") monotonic, align 4
  br label %end
; CHECK: end:
; CHECK: phi i32 [ 1024, %look ]
end:
  %y = phi i32 [ %seen, %look ], [ %x, %loop ]
  %done = icmp eq i32 %y, 1
  br i1 %done, label %out, label %loop
out:
  ret void
}

; CHECK-LABEL: define void @left_alone(
; CHECK-NOT: preempt
; CHECK: ret void
define ptx_kernel void @left_alone(ptr %p, i32 %n) {
entry:
  br label %count
count:
  %i = phi i32 [ 0, %entry ], [ %j, %count ]
  %j = add nuw i32 %i, 1
  %more = icmp ult i32 %j, %n
  br i1 %more, label %count, label %wait
wait:
  %flag = load atomic i32, ptr %p syncscope("device") monotonic, align 4
  %set = icmp ne i32 %flag, 0
  br i1 %set, label %out, label %wait
out:
  ret void
}
