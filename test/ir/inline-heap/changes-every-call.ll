; malloc, free and new try the lane's entry where they are called, in device
; functions too. What is rare or long stays a call.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; DEFINE: %{ours} = opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-magazines
; RUN: %{ours} -passes=gpurt-magazines,gpurt-link,always-inline,gpurt-panic-sites,gpurt-inline-heap,gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
declare ptr @__gpurt_calloc(i64, i64)

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NOT: call {{.*}}@__gpurt_malloc
; CHECK-NOT: call {{.*}}@__gpurt_free
; CHECK: load i64, ptr addrspace(3)
; CHECK: call {{.*}}ptr %{{.*}}(i64 {{.*}}%n)
; CHECK: call {{.*}}ptr @__gpurt_calloc(i64 2, i64 %n)
; CHECK: load i64, ptr addrspace(3)
; CHECK: call void %{{.*}}(ptr {{.*}}, ptr null)
; CHECK: call void @__gpurt_magazine_leave()
define ptx_kernel void @kernel(ptr %out, ptr %old, i64 %n) {
  %p = call ptr @__gpurt_malloc(i64 %n)
  store ptr %p, ptr %out
  %q = call ptr @__gpurt_calloc(i64 2, i64 %n)
  store ptr %q, ptr %out
  call void @__gpurt_free(ptr %old, ptr null)
  call void @device(ptr %out, i64 %n)
  ret void
}
; CHECK-LABEL: define void @device(
; CHECK-NOT: call {{.*}}@__gpurt_malloc
; CHECK: load i64, ptr addrspace(3)
; CHECK: call {{.*}}ptr %{{.*}}(i64 {{.*}}%n)
define void @device(ptr %out, i64 %n) {
  %p = call ptr @__gpurt_malloc(i64 %n)
  store ptr %p, ptr %out
  ret void
}
