; Without magazines the first step of malloc is the call of the next.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -passes=gpurt-magazines,gpurt-link,gpurt-inline-heap,gpurt-seal -S %s -o %t.with
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -passes=gpurt-magazines,gpurt-link,gpurt-seal -S %s -o %t.without
; RUN: cmp %t.with %t.without
; RUN: FileCheck %s < %t.with
target triple = "nvptx64-nvidia-cuda"

; CHECK: call ptr @__gpurt_malloc(i64 8)
declare ptr @__gpurt_malloc(i64)
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
