; new is malloc and a test: both come to the caller, in whatever order the
; module has the functions. The panic stays a call.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; DEFINE: %{ours} = opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-magazines
; RUN: %{ours} -passes=gpurt-magazines,gpurt-link,always-inline,gpurt-panic-sites,gpurt-inline-heap,gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_new(i64, ptr)

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NOT: call {{.*}}@__gpurt_new
; CHECK-NOT: call {{.*}}@__gpurt_malloc
; CHECK: load i64, ptr addrspace(3)
; CHECK: call {{.*}}ptr %{{.*}}(i64 {{.*}}8)
; CHECK: call void @__gpurt_abort(
; CHECK-LABEL: define internal void @__gpurt_magazine_enter(
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_new(i64 8, ptr null)
  store ptr %p, ptr %out
  ret void
}
