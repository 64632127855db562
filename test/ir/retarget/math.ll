; Plain rounding is plain arithmetic; a direction sets the mode around one operation.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define float @f(
define float @f(float %a, float %b) {
  ; CHECK: fadd float %a, %b
  %x = call float @llvm.nvvm.add.rn.f(float %a, float %b)
  ; CHECK: call float @__gpurt_simt_fadd_rz.f32.f32(float %{{.*}}, float %b)
  %y = call float @llvm.nvvm.add.rz.f(float %x, float %b)
  ; CHECK: call float @llvm.exp2.f32
  %z = call float @llvm.nvvm.ex2.approx.ftz.f32(float %y)
  ; CHECK: fdiv float 1.0
  %w = call float @llvm.nvvm.rcp.approx.ftz.f(float %z)
  ; CHECK: call float @llvm.fma.f32
  %v = call float @llvm.nvvm.fma.rn.f(float %w, float %a, float %b)
  ret float %v
}
; CHECK: define internal float @__gpurt_simt_fadd_rz.f32.f32(float %0, float %1) #[[STRICT:[0-9]+]]
; CHECK-NEXT: call void @llvm.set.rounding(i32 0)
; CHECK-NEXT: call float @llvm.experimental.constrained.fadd.f32(float %0, float %1, metadata !"round.dynamic", metadata !"fpexcept.ignore")
; CHECK-NEXT: call void @llvm.set.rounding(i32 1)
; CHECK: attributes #[[STRICT]] = { noinline nounwind strictfp }
declare float @llvm.nvvm.add.rn.f(float, float)
declare float @llvm.nvvm.add.rz.f(float, float)
declare float @llvm.nvvm.ex2.approx.ftz.f32(float)
declare float @llvm.nvvm.rcp.approx.ftz.f(float)
declare float @llvm.nvvm.fma.rn.f(float, float, float)
