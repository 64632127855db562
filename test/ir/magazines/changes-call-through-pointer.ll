; A call through a pointer may go to each function whose address is taken, in
; code or in an initializer. A kernel that calls none of them has no magazine.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @__gpurt_free(ptr, ptr)
@table = addrspace(1) global [1 x ptr] [ptr @drop]

; CHECK-LABEL: define void @drop(
; CHECK-NEXT: call void @__gpurt_free(
; CHECK-NEXT: ret void
define void @drop(ptr %p) {
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}
; CHECK-LABEL: define ptx_kernel void @through_pointer(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
; CHECK: call void %f(ptr %p)
; CHECK-NEXT: call void @__gpurt_magazine_leave()
define ptx_kernel void @through_pointer(ptr %p) {
  %f = load ptr, ptr addrspace(1) @table
  call void %f(ptr %p)
  ret void
}
; CHECK-LABEL: define ptx_kernel void @only_looks(
; CHECK-NEXT: load ptr
; CHECK-NEXT: store ptr
; CHECK-NEXT: ret void
define ptx_kernel void @only_looks(ptr %out) {
  %f = load ptr, ptr addrspace(1) @table
  store ptr %f, ptr %out
  ret void
}
