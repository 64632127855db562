; LLVM 22 emits atomicrmw as a relaxed device-wide atom; so does the lane.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i32 @known(
define i32 @known(ptr %p, i32 %v, float %f) {
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 1, ptr %p, i64 %{{.*}}, i32 4, i32 2, i32 2, ptr
  %a = atomicrmw add ptr %p, i32 %v seq_cst
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 10, ptr %p,
  %b = atomicrmw uinc_wrap ptr %p, i32 %v seq_cst
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 12, ptr %p, i64 %{{.*}}, i32 4,
  %c = atomicrmw fadd ptr %p, float %f monotonic
  ; Block scope of the CUDA _block functions.
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 1, ptr %p, i64 %{{.*}}, i32 4, i32 2, i32 0, ptr
  %d = call i32 @llvm.nvvm.atomic.add.gen.i.cta.i32.p0(ptr %p, i32 %v)
  ret i32 %a
}
; What the engine's hook lacks loops around a compare-and-swap.
; CHECK-LABEL: define half @loop(
define half @loop(ptr %p, half %v) {
  ; CHECK: call i64 @__gpurt_simt_load(ptr %p, i32 2,
  ; CHECK: phi half
  ; CHECK: fadd half
  ; CHECK: call i64 @__gpurt_simt_cas(ptr %p,
  ; CHECK: br i1
  %a = atomicrmw fadd ptr %p, half %v seq_cst
  ret half %a
}
declare i32 @llvm.nvvm.atomic.add.gen.i.cta.i32.p0(ptr, i32)
