; Only the conventions of PTX go; one that merely matches its callee stays, or
; the host's optimizer would take the call for undefined.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: define fastcc i32 @fast(
define fastcc i32 @fast(i32 %v) memory(none) willreturn {
  ret i32 %v
}
; CHECK: define i32 @device(i32 %v) {
define ptx_device i32 @device(i32 %v) {
  ret i32 %v
}
; CHECK-LABEL: define void @k(
define ptx_kernel void @k(i32 %v) {
  ; CHECK: call fastcc i32 @fast(
  %a = call fastcc i32 @fast(i32 %v)
  ; CHECK: call i32 @device(
  %b = call ptx_device i32 @device(i32 %v)
  ret void
}
