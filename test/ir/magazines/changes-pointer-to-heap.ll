; The pointer may be to the heap's own function, not to one that calls it.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
@take = addrspace(1) global ptr @__gpurt_malloc

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
define ptx_kernel void @kernel(ptr %out) {
  %f = load ptr, ptr addrspace(1) @take
  %p = call ptr %f(i64 8)
  store ptr %p, ptr %out
; CHECK: call void @__gpurt_magazine_leave()
; CHECK-NEXT: ret void
  ret void
}
