; At -O0 calls stay calls, for the debugger, but the magazines are there: what a
; lane keeps must go back at any level.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-magazines -passes='default<O0>,verify' -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK-DAG: @magazine = internal addrspace(3) global
; CHECK-DAG: @__gpurt_magazine_mode = internal constant i32 1
; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
; CHECK-NEXT: call {{.*}}ptr @__gpurt_malloc(i64 48)
; CHECK-NEXT: store ptr
; CHECK-NEXT: call void @__gpurt_magazine_leave()
; CHECK-NEXT: ret void
declare ptr @malloc(i64)
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @malloc(i64 48)
  store ptr %p, ptr %out
  ret void
}
