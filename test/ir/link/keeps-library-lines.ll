; -gpurt-library-lines: the CPU device names the library's own lines, also in a
; program that has none. Without the option nothing of them comes in.
; RUN: llvm-as %S/../Inputs/library-with-lines.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-library-lines -passes=gpurt-link,verify %s -o %t.kept.bc
; RUN: llvm-dis %t.kept.bc -o - | FileCheck %s
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -passes=gpurt-link,verify -S %s | FileCheck %s --check-prefix=NONE
target triple = "nvptx64-nvidia-cuda"

; CHECK: define {{.*}}ptr @__gpurt_malloc({{.*}} !dbg
; CHECK: ret ptr null, !dbg
; CHECK: !DIFile(filename: "devicelib/alloc/Heap.cpp"
; CHECK: !DILocation(line: 151,
; NONE: define {{.*}}ptr @__gpurt_malloc(
; NONE-NOT: !DI
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
declare ptr @__gpurt_malloc(i64)
