; A program that defines a handler itself gets it, and other targets are not
; ours.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-undefined -S %s | FileCheck %s
; RUN: sed s/nvptx64-nvidia-cuda/x86_64-linux-gnu/ %s | opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-undefined -S | FileCheck --check-prefix=HOST %s
target triple = "nvptx64-nvidia-cuda"

declare void @__ubsan_handle_sub_overflow(ptr, i64, i64)

; CHECK: define void @__ubsan_handle_add_overflow(
define void @__ubsan_handle_add_overflow(ptr %d, i64 %a, i64 %b) {
  ret void
}

; CHECK-LABEL: define void @user(
; CHECK: call void @__ubsan_handle_add_overflow(
; CHECK: call void @__gpurt_undefined_seen(i32 3,
; HOST-LABEL: define void @user(
; HOST: call void @__ubsan_handle_sub_overflow(
define void @user(ptr %d, i64 %a) {
  call void @__ubsan_handle_add_overflow(ptr %d, i64 %a, i64 %a)
  call void @__ubsan_handle_sub_overflow(ptr %d, i64 %a, i64 %a)
  ret void
}
