; A name that is not declared.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-retarget -disable-output %s 2>&1 | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no CPU translation of inline PTX: 'x' is not declared at {{.*}}(f) [gpurt-retarget]
define i32 @f() {
  %a = call i32 asm sideeffect "add.u32 $0, $0, x;", "=r,0,~{memory}"(i32 1)
  ret i32 %a
}
