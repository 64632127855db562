; Warp operations: the mask, the value in the hook's width, both results.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define float @shuffles(
define float @shuffles(i32 %mask, float %v, i32 %lane) {
  ; CHECK: %[[BITS:.*]] = bitcast float %v to i32
  ; CHECK: call i64 @__gpurt_simt_shfl32(i32 0, i32 %mask, i32 %[[BITS]], i32 %lane, i32 31, ptr @__gpurt_simt_site
  %a = call float @llvm.nvvm.shfl.sync.idx.f32(i32 %mask, float %v, i32 %lane, i32 31)
  ; CHECK: call i64 @__gpurt_simt_shfl32(i32 1, i32 %mask, i32 %lane, i32 1, i32 0,
  ; CHECK: lshr i64 %{{.*}}, 32
  %p = call { i32, i1 } @llvm.nvvm.shfl.sync.up.i32p(i32 %mask, i32 %lane, i32 1, i32 0)
  %ok = extractvalue { i32, i1 } %p, 1
  %r = select i1 %ok, float %a, float %v
  ret float %r
}
; CHECK-LABEL: define i32 @others(
define i32 @others(i32 %mask, i32 %v, i1 %p) {
  ; CHECK: %[[P:.*]] = zext i1 %p to i32
  ; CHECK: call i32 @__gpurt_simt_vote(i32 0, i32 %mask, i32 %[[P]],
  %a = call i32 @llvm.nvvm.vote.ballot.sync(i32 %mask, i1 %p)
  ; CHECK: %[[ANY:.*]] = call i32 @__gpurt_simt_vote(i32 1,
  ; CHECK: icmp ne i32 %[[ANY]], 0
  %b = call i1 @llvm.nvvm.vote.any.sync(i32 %mask, i1 %p)
  ; CHECK: call i32 @__gpurt_simt_match_any(i32 %mask, i64
  %c = call i32 @llvm.nvvm.match.any.sync.i32(i32 %mask, i32 %v)
  ; CHECK: call i64 @__gpurt_simt_match_all(i32 %mask, i64
  %d = call { i32, i1 } @llvm.nvvm.match.all.sync.i32p(i32 %mask, i32 %v)
  ; The intrinsic takes the value first.
  ; CHECK: call i32 @__gpurt_simt_redux(i32 3, i32 %mask, i32 %v,
  %e = call i32 @llvm.nvvm.redux.sync.min(i32 %v, i32 %mask)
  ; CHECK: call i64 @__gpurt_simt_elect(i32 %mask,
  %f = call { i32, i1 } @llvm.nvvm.elect.sync(i32 %mask)
  ; CHECK: call i32 @__gpurt_simt_activemask(ptr
  %g = call i32 @llvm.nvvm.activemask()
  ; CHECK: call void @__gpurt_simt_syncwarp(i32 %mask,
  call void @llvm.nvvm.bar.warp.sync(i32 %mask)
  %r = add i32 %a, %g
  ret i32 %r
}
declare float @llvm.nvvm.shfl.sync.idx.f32(i32, float, i32, i32)
declare { i32, i1 } @llvm.nvvm.shfl.sync.up.i32p(i32, i32, i32, i32)
declare i32 @llvm.nvvm.vote.ballot.sync(i32, i1)
declare i1 @llvm.nvvm.vote.any.sync(i32, i1)
declare i32 @llvm.nvvm.match.any.sync.i32(i32, i32)
declare { i32, i1 } @llvm.nvvm.match.all.sync.i32p(i32, i32)
declare i32 @llvm.nvvm.redux.sync.min(i32, i32)
declare { i32, i1 } @llvm.nvvm.elect.sync(i32)
declare i32 @llvm.nvvm.activemask()
declare void @llvm.nvvm.bar.warp.sync(i32)
