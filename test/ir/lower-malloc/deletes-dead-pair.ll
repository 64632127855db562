; LLVM deletes a pair whose memory nobody reads, of C and of C++.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes='gpurt-lower-malloc,function(instcombine)' -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @malloc(i64)
declare void @free(ptr)
declare ptr @_Znwm(i64)
declare void @_ZdlPvm(ptr, i64)
declare ptr @_ZnamSt11align_val_t(i64, i64)
declare void @_ZdaPvSt11align_val_t(ptr, i64)

; CHECK-LABEL: define void @dead(
; CHECK-NEXT: ret void
define void @dead(i64 %n) {
  %p = call ptr @malloc(i64 %n)
  store i32 1, ptr %p
  call void @free(ptr %p)
  %q = call ptr @_Znwm(i64 8)
  store i32 1, ptr %q
  call void @_ZdlPvm(ptr %q, i64 8)
  %r = call ptr @_ZnamSt11align_val_t(i64 %n, i64 64)
  call void @_ZdaPvSt11align_val_t(ptr %r, i64 64)
  ret void
}

; CHECK-LABEL: define i32 @alive(
; CHECK: call {{.*}} @__gpurt_malloc(
; CHECK: call void @__gpurt_free(
define i32 @alive(ptr %out) {
  %p = call ptr @malloc(i64 8)
  store ptr %p, ptr %out
  %v = load volatile i32, ptr %p
  call void @free(ptr %p)
  ret i32 %v
}
