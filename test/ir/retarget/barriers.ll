; Barriers keep their number, their count and whether they are aligned.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define void @barriers(
define void @barriers(i32 %id, i32 %n, i1 %p) {
  ; CHECK: call void @__gpurt_simt_bar_sync(i32 0, i32 0, i32 1, ptr
  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)
  ; CHECK: call void @__gpurt_simt_bar_sync(i32 %id, i32 %n, i32 0, ptr
  call void @llvm.nvvm.barrier.cta.sync.count(i32 %id, i32 %n)
  ; CHECK: call void @__gpurt_simt_bar_arrive(i32 %id, i32 %n, i32 1, ptr
  call void @llvm.nvvm.barrier.cta.arrive.aligned.count(i32 %id, i32 %n)
  ; CHECK: %[[P:.*]] = zext i1 %p to i32
  ; CHECK: call i32 @__gpurt_simt_bar_red(i32 0, i32 0, i32 0, i32 %[[P]], i32 1, ptr
  %a = call i32 @llvm.nvvm.barrier.cta.red.popc.aligned.all(i32 0, i1 %p)
  ; CHECK: call void @__gpurt_simt_cluster_arrive(i32 1, ptr
  call void @llvm.nvvm.barrier.cluster.arrive.relaxed()
  ; CHECK: call void @__gpurt_simt_cluster_wait(ptr
  call void @llvm.nvvm.barrier.cluster.wait()
  ret void
}
declare void @llvm.nvvm.barrier.cta.sync.aligned.all(i32)
declare void @llvm.nvvm.barrier.cta.sync.count(i32, i32)
declare void @llvm.nvvm.barrier.cta.arrive.aligned.count(i32, i32)
declare i32 @llvm.nvvm.barrier.cta.red.popc.aligned.all(i32, i1)
declare void @llvm.nvvm.barrier.cluster.arrive.relaxed()
declare void @llvm.nvvm.barrier.cluster.wait()
