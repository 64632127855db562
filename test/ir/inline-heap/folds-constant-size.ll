; The class of a constant size is a constant.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; DEFINE: %{ours} = opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-magazines
; RUN: %{ours} -passes=gpurt-magazines,gpurt-link,always-inline,gpurt-panic-sites,gpurt-inline-heap,gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)

; CHECK-LABEL: define ptx_kernel void @constant(
; CHECK-NOT: lshr
; CHECK-NOT: udiv
; CHECK: icmp eq i64 %{{.*}}, 24
define ptx_kernel void @constant(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 48)
  store ptr %p, ptr %out
  ret void
}
; CHECK-LABEL: define ptx_kernel void @variable(
; CHECK: lshr i64 %n, 1
define ptx_kernel void @variable(ptr %out, i64 %n) {
  %p = call ptr @__gpurt_malloc(i64 %n)
  store ptr %p, ptr %out
  ret void
}
