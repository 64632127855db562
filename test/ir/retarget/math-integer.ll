; Conversions clamp as PTX does, and bytes are picked by number.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i32 @f(
define i32 @f(double %d, i32 %a, i32 %b) {
  ; CHECK: call double @llvm.floor.f64
  ; CHECK: call i32 @llvm.fptosi.sat.i32.f64
  %x = call i32 @llvm.nvvm.d2i.rm(double %d)
  ; CHECK: lshr i64 %{{.*}}, 32
  %y = call i32 @llvm.nvvm.d2i.hi(double %d)
  ; CHECK: zext i32 %a to i64
  ; CHECK: mul i64
  %z = call i32 @llvm.nvvm.mulhi.ui(i32 %a, i32 %b)
  %w = call i32 @llvm.nvvm.prmt(i32 %a, i32 %b, i32 %x)
  %v = call i32 @llvm.nvvm.idp4a.s.u(i32 %a, i32 %b, i32 %y)
  %s = add i32 %z, %w
  %t = add i32 %s, %v
  ret i32 %t
}
declare i32 @llvm.nvvm.d2i.rm(double)
declare i32 @llvm.nvvm.d2i.hi(double)
declare i32 @llvm.nvvm.mulhi.ui(i32, i32)
declare i32 @llvm.nvvm.prmt(i32, i32, i32)
declare i32 @llvm.nvvm.idp4a.s.u(i32, i32, i32)
