; One kernel that still allocates keeps the magazines of all that had them: of
; which kernel a device function's exit comes no one knows.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-magazines -passes='default<O2>,verify' -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define ptx_kernel void @once(
; CHECK-NEXT: call {{.*}}void @__gpurt_magazine_enter()
; CHECK: call {{.*}}void @__gpurt_magazine_leave()
declare ptr @malloc(i64)
declare void @free(ptr)
define ptx_kernel void @once() {
  %p = call ptr @malloc(i64 8)
  call void @free(ptr %p)
  ret void
}
; CHECK-LABEL: define ptx_kernel void @still(
; CHECK-NEXT: call {{.*}}void @__gpurt_magazine_enter()
; CHECK: call {{.*}}void @__gpurt_magazine_leave()
define ptx_kernel void @still(ptr %out) {
  %p = call ptr @malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
