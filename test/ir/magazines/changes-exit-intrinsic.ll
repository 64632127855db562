; __nvvm_exit() ends the thread as the assembly does.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @llvm.nvvm.exit()

; CHECK-LABEL: define ptx_kernel void @kernel(
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
; CHECK: call void @__gpurt_magazine_leave()
; CHECK-NEXT: call void @llvm.nvvm.exit()
; CHECK-NEXT: unreachable
  call void @llvm.nvvm.exit()
  unreachable
}
