; Clang's wrapper turns assert() into a call of this static function. At -O0
; it is not inlined, so its own call would name the wrapper's line.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-panic,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @__assertfail(ptr, ptr, i32, ptr, i64)

; CHECK-NOT: define internal
define internal void @_ZL13__assert_failPKcS0_jS0_(ptr %m, ptr %f, i32 %l, ptr %g) noinline optnone {
  call void @__assertfail(ptr %m, ptr %f, i32 %l, ptr %g, i64 1)
  ret void
}

; CHECK-LABEL: define void @user(
; CHECK-NEXT: call void @__gpurt_assertfail(ptr %m, ptr %m, i32 3, ptr %m, i64 1, ptr null)
; CHECK-NEXT: unreachable
define void @user(ptr %m) noinline optnone {
  call void @_ZL13__assert_failPKcS0_jS0_(ptr %m, ptr %m, i32 3, ptr %m)
  ret void
}
