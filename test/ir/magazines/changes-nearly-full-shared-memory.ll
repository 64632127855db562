; 40 KiB of the program's and 8 of the magazines just fit. What another kernel
; has, which needs no magazines, does not count.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

@fits = internal addrspace(3) global [40960 x i8] undef, align 1
@elsewhere = internal addrspace(3) global [49152 x i8] undef, align 1
declare ptr @__gpurt_malloc(i64)

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
define ptx_kernel void @kernel() {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr addrspace(3) @fits
  ret void
}
; CHECK-LABEL: define ptx_kernel void @other(
; CHECK-NEXT: store
define ptx_kernel void @other(ptr %p) {
  store ptr %p, ptr addrspace(3) @elsewhere
  ret void
}
