; Clang lets code go on after a failed assert. The path ends there: phis of the
; blocks after it lose the edge (one with a single value left is that value),
; and a second panic behind the first goes.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-panic,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @__assertfail(ptr, ptr, i32, ptr, i64)
declare void @abort()

; CHECK-LABEL: define i32 @user(
define i32 @user(i1 %ok, ptr %m, i32 %v) {
entry:
  br i1 %ok, label %join, label %fail
; CHECK: fail:
; CHECK-NEXT: call void @__gpurt_assertfail(
; CHECK-NEXT: unreachable
; CHECK-NOT: @__gpurt_abort
fail:
  call void @__assertfail(ptr %m, ptr %m, i32 7, ptr %m, i64 1)
  %w = add i32 %v, 1
  call void @abort()
  br label %join
; CHECK: join:
; CHECK-NEXT: ret i32 %v
join:
  %r = phi i32 [ %v, %entry ], [ %w, %fail ]
  ret i32 %r
}
