; An abort that the user defines is the user's.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-panic -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

define void @abort() {
  ret void
}
define void @user() {
  call void @abort()
  ret void
}
