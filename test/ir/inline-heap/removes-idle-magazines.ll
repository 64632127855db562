; Where the optimizer has left no allocation, the magazines and their shared
; memory go too, also if a panic stays, which would give slots back.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-magazines -passes='default<O2>,verify' -S %s | FileCheck %s --implicit-check-not=magazine_ --implicit-check-not="addrspace(3)"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK: call {{.*}}void @__gpurt_abort(
; CHECK: ret void
declare ptr @malloc(i64)
declare void @free(ptr)
declare void @abort()
define ptx_kernel void @kernel(ptr %out, i1 %bad) {
  %p = call ptr @malloc(i64 8)
  call void @free(ptr %p)
  br i1 %bad, label %end, label %good
end:
  call void @abort()
  unreachable
good:
  ret void
}
