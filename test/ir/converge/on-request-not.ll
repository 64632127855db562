; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-converge=false -passes=gpurt-converge -S %S/meets-after-branch.ll | FileCheck %s
; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
