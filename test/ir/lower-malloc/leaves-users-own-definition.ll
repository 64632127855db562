; What the user defines stays the user's, and the forms that C++ lets call it
; by default do call it.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: define ptr @malloc(i64 %n)
define ptr @malloc(i64 %n) {
  ret ptr null
}

; CHECK: define ptr @_Znwm(i64 %n)
define ptr @_Znwm(i64 %n) {
; CHECK-NEXT: call ptr @malloc(i64 %n)
  %p = call ptr @malloc(i64 %n)
  ret ptr %p
}

define void @_ZdlPvSt11align_val_t(ptr %p, i64 %align) {
  ret void
}

declare ptr @_Znam(i64)
declare ptr @_ZnamRKSt9nothrow_t(i64, ptr)
declare ptr @_ZnamSt11align_val_t(i64, i64)
declare void @_ZdaPvmSt11align_val_t(ptr, i64, i64)
declare void @_ZdlPv(ptr)

; CHECK-LABEL: define void @user(
define void @user(ptr %tag) {
; CHECK-NEXT: call ptr @_Znwm(i64 1)
  %a = call ptr @_Znam(i64 1)
; CHECK-NEXT: call ptr @_Znwm(i64 2)
  %b = call ptr @_ZnamRKSt9nothrow_t(i64 2, ptr %tag)
; CHECK-NEXT: call ptr @__gpurt_new_aligned(i64 3, i64 64, ptr null)
  %c = call ptr @_ZnamSt11align_val_t(i64 3, i64 64)
; CHECK-NEXT: call void @_ZdlPvSt11align_val_t(ptr %c, i64 64)
  call void @_ZdaPvmSt11align_val_t(ptr %c, i64 3, i64 64)
; CHECK-NEXT: call void @__gpurt_free(ptr %a, ptr null)
  call void @_ZdlPv(ptr %a)
; CHECK-NEXT: ret void
  ret void
}
