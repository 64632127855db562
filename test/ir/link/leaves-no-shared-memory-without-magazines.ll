; Of a module without magazines no code names their shared memory, before any
; optimization: at -O0 it would count against the limit of the program's own.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -passes=gpurt-link,gpurt-seal,verify -S %s | FileCheck %s --implicit-check-not="addrspace(3)"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define internal {{.*}}ptr @__gpurt_malloc(
; CHECK: load ptr, ptr addrspace(4) @slowMalloc
declare ptr @__gpurt_malloc(i64)
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
