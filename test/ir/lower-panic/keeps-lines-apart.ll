; Two panics on two lines: merged, they would share one line. LLVM may hoist what
; both sides of a branch begin with; the second run shows that it would.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes='gpurt-lower-panic,function(simplifycfg<hoist-common-insts>)' -S %s | FileCheck %s
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-panic -S %s | sed 's/ nomerge//' | opt -passes='simplifycfg<hoist-common-insts>' -S | FileCheck %s --check-prefix=WITHOUT
target triple = "nvptx64-nvidia-cuda"

declare void @llvm.trap()

; CHECK-COUNT-2: call void @__gpurt_trap(ptr null)
; WITHOUT-COUNT-1: call void @__gpurt_trap(ptr null)
; WITHOUT-NOT: call void @__gpurt_trap(ptr null)
define void @user(i1 %c) {
  br i1 %c, label %one, label %two
one:
  call void @llvm.trap()
  unreachable
two:
  call void @llvm.trap()
  unreachable
}
