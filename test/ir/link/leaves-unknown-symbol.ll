; A __gpurt_ name that the library does not define is someone else's.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes=gpurt-link -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"
declare void @__gpurt_of_next_year()
define void @user() {
  call void @__gpurt_of_next_year()
  ret void
}
