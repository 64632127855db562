; What a lane is comes from pure hooks, so LLVM may merge and move them.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i64 @ids(
define i64 @ids() {
  ; CHECK: call i32 @__gpurt_simt_tid(i32 0)
  ; CHECK: call i32 @__gpurt_simt_ntid(i32 1)
  ; CHECK: call i32 @__gpurt_simt_ctaid(i32 2)
  ; CHECK: call i32 @__gpurt_simt_nctaid(i32 0)
  ; CHECK: call i32 @__gpurt_simt_laneid()
  ; CHECK: call i32 @__gpurt_simt_lanemask(i32 2)
  %a = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %b = call i32 @llvm.nvvm.read.ptx.sreg.ntid.y()
  %c = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.z()
  %d = call i32 @llvm.nvvm.read.ptx.sreg.nctaid.x()
  %e = call i32 @llvm.nvvm.read.ptx.sreg.laneid()
  %f = call i32 @llvm.nvvm.read.ptx.sreg.lanemask.lt()
  %w = call i32 @llvm.nvvm.read.ptx.sreg.warpsize()
  ; CHECK: call i64 @__gpurt_simt_clock(ptr @__gpurt_simt_site
  ; CHECK: call i64 @__gpurt_simt_globaltimer(ptr @__gpurt_simt_site
  %g = call i64 @llvm.nvvm.read.ptx.sreg.clock64()
  %h = call i64 @llvm.nvvm.read.ptx.sreg.globaltimer()
  %s0 = add i32 %a, %b
  %s1 = add i32 %s0, %c
  %s2 = add i32 %s1, %d
  %s3 = add i32 %s2, %e
  %s4 = add i32 %s3, %f
  ; CHECK: add i32 %{{.*}}, 32
  %s5 = add i32 %s4, %w
  %z = zext i32 %s5 to i64
  %t = add i64 %z, %g
  %u = add i64 %t, %h
  ret i64 %u
}
; CHECK: declare i32 @__gpurt_simt_tid(i32) #[[PURE:[0-9]+]]
; CHECK: attributes #[[PURE]] = { nounwind willreturn memory(none) }
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.ntid.y()
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.z()
declare i32 @llvm.nvvm.read.ptx.sreg.nctaid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.laneid()
declare i32 @llvm.nvvm.read.ptx.sreg.lanemask.lt()
declare i32 @llvm.nvvm.read.ptx.sreg.warpsize()
declare i64 @llvm.nvvm.read.ptx.sreg.clock64()
declare i64 @llvm.nvvm.read.ptx.sreg.globaltimer()
