; Compiled without line directives: there is nothing to write.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-panic-sites -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"
declare void @__gpurt_trap(ptr)
define void @user() {
  call void @__gpurt_trap(ptr null)
  unreachable
}
