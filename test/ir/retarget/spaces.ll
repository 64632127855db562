; Questions about addresses go to the engine, which owns the buffers.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define ptr @spaces(
define ptr @spaces(ptr %p, ptr addrspace(3) %s, i32 %rank) {
  ; CHECK: call i32 @__gpurt_simt_is_shared(ptr %p)
  %a = call i1 @llvm.nvvm.isspacep.shared(ptr %p)
  ; CHECK: call i32 @__gpurt_simt_is_shared_cluster(ptr %p)
  ; CHECK: call i32 @__gpurt_simt_is_local(ptr %p)
  ; CHECK: xor i1
  %b = call i1 @llvm.nvvm.isspacep.global(ptr %p)
  ; CHECK: call ptr @__gpurt_simt_map_shared(ptr %p, i32 %rank, ptr
  %c = call ptr @llvm.nvvm.mapa(ptr %p, i32 %rank)
  ; CHECK: call i32 @__gpurt_simt_shared_rank(ptr %p, ptr
  %d = call i32 @llvm.nvvm.getctarank(ptr %p)
  ret ptr %c
}
declare i1 @llvm.nvvm.isspacep.shared(ptr)
declare i1 @llvm.nvvm.isspacep.global(ptr)
declare ptr @llvm.nvvm.mapa(ptr, i32)
declare i32 @llvm.nvvm.getctarank(ptr)
