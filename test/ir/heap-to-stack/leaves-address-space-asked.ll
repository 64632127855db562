; The answer would change: stack memory is local, the heap is global.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
declare i1 @llvm.nvvm.isspacep.global(ptr)
; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is used by 'llvm.nvvm.isspacep.global'
; CHECK: call ptr @__gpurt_malloc(i64 16)
define i1 @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  %g = call i1 @llvm.nvvm.isspacep.global(ptr %p)
  call void @__gpurt_free(ptr %p, ptr null)
  ret i1 %g
}
