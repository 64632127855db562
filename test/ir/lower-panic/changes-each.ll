; Each end of a kernel becomes its panic, and nothing follows it.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-panic,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @__assertfail(ptr, ptr, i32, ptr, i64)
declare void @abort()
declare void @llvm.trap()
declare void @llvm.ubsantrap(i8 immarg)
declare void @_ZSt9terminatev()
declare void @__cxa_pure_virtual()
declare void @__cxa_deleted_virtual()

; CHECK-LABEL: define void @asserts(
; CHECK-NEXT: call void @__gpurt_assertfail(ptr noundef %m, ptr %f, i32 7, ptr %g, i64 1, ptr null) [[PANIC:#[0-9]+]]
; CHECK-NEXT: unreachable
; CHECK-NEXT: }
define void @asserts(ptr %m, ptr %f, ptr %g) {
  call void @__assertfail(ptr noundef %m, ptr %f, i32 7, ptr %g, i64 1)
  store i32 1, ptr %m
  ret void
}

; CHECK-LABEL: define void @aborts(
; CHECK-NEXT: call void @__gpurt_abort(ptr null) [[PANIC]]
; CHECK-NEXT: unreachable
define void @aborts() {
  call void @abort()
  unreachable
}

; CHECK-LABEL: define void @traps(
; CHECK-NEXT: call void @__gpurt_trap(ptr null) [[PANIC]]
; CHECK-NEXT: unreachable
define void @traps() {
  call void @llvm.trap()
  ret void
}

; CHECK-LABEL: define void @ubsan(
; CHECK-NEXT: call void @__gpurt_ubsantrap(i32 22, ptr null) [[PANIC]]
; CHECK-NEXT: unreachable
define void @ubsan() {
  call void @llvm.ubsantrap(i8 22)
  unreachable
}

; CHECK-LABEL: define void @terminates(
; CHECK-NEXT: call void @__gpurt_terminate(ptr null) [[PANIC]]
; CHECK-NEXT: unreachable
define void @terminates() {
  call void @_ZSt9terminatev()
  unreachable
}

; CHECK-LABEL: define void @virtuals(
; CHECK: call void @__gpurt_pure_virtual(ptr null) [[PANIC]]
; CHECK-NEXT: unreachable
; CHECK: call void @__gpurt_pure_virtual(ptr null) [[PANIC]]
; CHECK-NEXT: unreachable
define void @virtuals(i1 %c) {
  br i1 %c, label %pure, label %deleted
pure:
  call void @__cxa_pure_virtual()
  ret void
deleted:
  call void @__cxa_deleted_virtual()
  ret void
}

; CHECK-DAG: declare void @__gpurt_abort(ptr noundef) [[DECL:#[0-9]+]]
; CHECK-DAG: attributes [[DECL]] = { cold norecurse noreturn nounwind }
; CHECK-DAG: attributes [[PANIC]] = { cold nomerge }
