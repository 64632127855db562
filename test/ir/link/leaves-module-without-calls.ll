; The library is not even read: a missing one is no error here.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.nowhere.bc -passes=gpurt-link -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"
declare void @__gpurt_abort(ptr)
declare void @other()
define void @user() {
  call void @other()
  ret void
}
