; membar is fence.sc by another name since sm_70.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define void @fences(
define void @fences() {
  ; CHECK: call void @__gpurt_simt_fence(i32 6, i32 0, ptr
  call void @llvm.nvvm.membar.cta()
  ; CHECK: call void @__gpurt_simt_fence(i32 6, i32 2, ptr
  call void @llvm.nvvm.membar.gl()
  ; CHECK: call void @__gpurt_simt_fence(i32 6, i32 3, ptr
  call void @llvm.nvvm.membar.sys()
  ; CHECK: call void @__gpurt_simt_fence(i32 6, i32 1, ptr
  call void @llvm.nvvm.fence.sc.cluster()
  ret void
}
declare void @llvm.nvvm.membar.cta()
declare void @llvm.nvvm.membar.gl()
declare void @llvm.nvvm.membar.sys()
declare void @llvm.nvvm.fence.sc.cluster()
