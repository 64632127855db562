; A function of our name but another type is not ours.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-panic-sites,gpurt-seal -S %s | FileCheck %s
; CHECK: define linkonce_odr void @__gpurt_trap(i32
; CHECK: call void @__gpurt_trap(i32 0)
target triple = "nvptx64-nvidia-cuda"
define linkonce_odr void @__gpurt_trap(i32 %n) {
  ret void
}
define void @user() {
  call void @__gpurt_trap(i32 0)
  ret void
}
