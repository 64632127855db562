; Nothing unwinds on the device, but another front end may still write invoke.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc,gpurt-lower-panic,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @_Znwm(i64)
declare void @abort()
declare i32 @personality(...)

; CHECK-LABEL: define ptr @user(
define ptr @user(i1 %c) personality ptr @personality {
  br i1 %c, label %take, label %stop
take:
; CHECK: %p = call ptr @__gpurt_new(i64 8, ptr null)
; CHECK-NEXT: br label %ok
  %p = invoke ptr @_Znwm(i64 8) to label %ok unwind label %bad
stop:
; CHECK: call void @__gpurt_abort(ptr null)
; CHECK-NEXT: unreachable
  invoke void @abort() to label %dead unwind label %bad
ok:
  ret ptr %p
dead:
  unreachable
bad:
  %x = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %x
}
