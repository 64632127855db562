; A handler that comes back becomes a report with a count of its own for each
; site; one that does not becomes a panic. Missing operands are 0.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-undefined -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @__ubsan_handle_add_overflow(ptr, i64, i64)
declare void @__ubsan_handle_pointer_overflow_abort(ptr, i64, i64)
declare void @__ubsan_handle_missing_return(ptr)
declare void @__ubsan_handle_alignment_assumption(ptr, i64, i64, i64)

; CHECK-DAG: @[[FIRST:__gpurt_undefined_hits[0-9]*]] = internal global i64 0
; CHECK-DAG: @[[SECOND:__gpurt_undefined_hits[0-9]+]] = internal global i64 0
; CHECK-NOT: __ubsan_handle

; CHECK-LABEL: define void @reports(
; CHECK: call void @__gpurt_undefined_seen(i32 2, ptr %d, i64 %a, i64 %b, i64 0, ptr @__gpurt_undefined_hits[[X:[0-9]*]], ptr null) #[[NOMERGE:[0-9]+]], !nosanitize
; CHECK-NOT: call void @__gpurt_undefined_seen({{.*}} @__gpurt_undefined_hits[[X]],
; CHECK: call void @__gpurt_undefined_seen(i32 2, ptr %d, i64 %b, i64 %a, i64 0, ptr @__gpurt_undefined_hits{{[0-9]*}}, ptr null) #[[NOMERGE]]
; CHECK: call void @__gpurt_undefined_seen(i32 1, ptr %d, i64 %a, i64 %b, i64 8, ptr @__gpurt_undefined_hits{{[0-9]*}}, ptr null)
define void @reports(ptr %d, i64 %a, i64 %b) {
  call void @__ubsan_handle_add_overflow(ptr %d, i64 %a, i64 %b), !nosanitize !0
  call void @__ubsan_handle_add_overflow(ptr %d, i64 %b, i64 %a)
  call void @__ubsan_handle_alignment_assumption(ptr %d, i64 %a, i64 %b, i64 8)
  ret void
}

; CHECK-LABEL: define void @panics(
; CHECK: call void @__gpurt_undefined(i32 20, ptr %d, i64 %a, i64 1, i64 0, ptr null) #[[NOMERGE]]
; CHECK-NEXT: unreachable
define void @panics(ptr %d, i64 %a) {
  call void @__ubsan_handle_pointer_overflow_abort(ptr %d, i64 %a, i64 1)
  unreachable
}

; CHECK-LABEL: define void @ends(
; CHECK: call void @__gpurt_undefined(i32 10, ptr %d, i64 0, i64 0, i64 0, ptr null)
define void @ends(ptr %d) {
  call void @__ubsan_handle_missing_return(ptr %d)
  unreachable
}

; CHECK: declare void @__gpurt_undefined_seen({{.*}}) #[[SEEN:[0-9]+]]
; CHECK: declare void @__gpurt_undefined({{.*}}) #[[ENDS:[0-9]+]]
; CHECK-DAG: attributes #[[NOMERGE]] = { nomerge }
; CHECK-DAG: attributes #[[ENDS]] = { {{.*}}noreturn
!0 = !{}
