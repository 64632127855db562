; A module that brings its own function of a library's name keeps it.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes=gpurt-link -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"
define ptr @__gpurt_malloc(i64 %n) {
  ret ptr null
}
define ptr @user() {
  %p = call ptr @__gpurt_malloc(i64 8)
  ret ptr %p
}
