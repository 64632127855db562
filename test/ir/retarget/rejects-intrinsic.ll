; An intrinsic without a translation is named, each use in its function.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-retarget -disable-output %s 2>&1 | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no CPU translation of llvm.nvvm.mbarrier.inval at unknown place (compile with -gline-tables-only) (f)
define void @f(ptr %p) {
  call void @llvm.nvvm.mbarrier.inval(ptr %p)
  ret void
}
declare void @llvm.nvvm.mbarrier.inval(ptr)
