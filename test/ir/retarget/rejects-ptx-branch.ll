; A branch in inline PTX is refused.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-retarget -disable-output %s 2>&1 | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no CPU translation of inline PTX: label L1: at {{.*}}(f) [gpurt-retarget]
define i32 @f() {
  %a = call i32 asm sideeffect "{ .reg .pred p; L1: @p bra L1; }", "=r,0,~{memory}"(i32 1)
  ret i32 %a
}
