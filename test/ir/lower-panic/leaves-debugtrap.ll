; A breakpoint does not end anything.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-panic -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

declare void @llvm.debugtrap()
define void @user() {
  call void @llvm.debugtrap()
  ret void
}
