; A coroutine frame comes from operator new and must not become stack memory of
; the function that only starts the coroutine.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes='default<O2>' -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @_Znwm(i64)
declare void @_ZdlPv(ptr)
declare void @print(i32)

; CHECK-LABEL: define {{.*}}ptr @start(
; CHECK: call {{.*}}ptr @__gpurt_new(i64 {{.*}}, ptr null)
define ptr @start(i32 %n) presplitcoroutine {
entry:
  %id = call token @llvm.coro.id(i32 0, ptr null, ptr null, ptr null)
  %size = call i64 @llvm.coro.size.i64()
  %mem = call ptr @_Znwm(i64 %size)
  %h = call ptr @llvm.coro.begin(token %id, ptr %mem)
  br label %loop
loop:
  %i = phi i32 [ %n, %entry ], [ %j, %resume ]
  call void @print(i32 %i)
  %s = call i8 @llvm.coro.suspend(token none, i1 false)
  switch i8 %s, label %end [ i8 0, label %resume
                             i8 1, label %cleanup ]
resume:
  %j = add i32 %i, 1
  br label %loop
cleanup:
  %old = call ptr @llvm.coro.free(token %id, ptr %h)
  call void @_ZdlPv(ptr %old)
  br label %end
end:
  call void @llvm.coro.end(ptr %h, i1 false, token none)
  ret ptr %h
}
declare token @llvm.coro.id(i32, ptr, ptr, ptr)
declare i64 @llvm.coro.size.i64()
declare ptr @llvm.coro.begin(token, ptr)
declare i8 @llvm.coro.suspend(token, i1)
declare ptr @llvm.coro.free(token, ptr)
declare void @llvm.coro.end(ptr, i1, token)
