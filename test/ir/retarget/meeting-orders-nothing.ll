; The barriers of gpurt-converge are no __syncwarp of the program: lanes wait for
; each other there, and memory is not ordered, so that races still show.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-retarget,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @llvm.nvvm.bar.warp.sync(i32)

; CHECK-LABEL: @meeting
; CHECK-NOT: syncwarp
; CHECK: call i32 @__gpurt_simt_vote(i32 {{[0-9]+}}, i32 %mask, i32 0,
define void @meeting(i32 %mask) {
  call void @llvm.nvvm.bar.warp.sync(i32 %mask), !gpurt.meeting !0
  ret void
}
; CHECK-LABEL: @program
; CHECK: call void @__gpurt_simt_syncwarp(i32 %mask,
define void @program(i32 %mask) {
  call void @llvm.nvvm.bar.warp.sync(i32 %mask)
  ret void
}

!0 = !{}
