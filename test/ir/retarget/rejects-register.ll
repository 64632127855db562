; A register that the engine has no answer for stops the module.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-retarget -disable-output %s 2>&1 | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no CPU translation of llvm.nvvm.read.ptx.sreg.envreg3 at unknown place (compile with -gline-tables-only) (f) [gpurt-retarget]
define i32 @f() {
  %a = call i32 @llvm.nvvm.read.ptx.sreg.envreg3()
  ret i32 %a
}
declare i32 @llvm.nvvm.read.ptx.sreg.envreg3()
