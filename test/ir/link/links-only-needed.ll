; Only what the module refers to comes in, with what that needs. What the
; passes call stays linkonce_odr until sites are written; the rest is internal.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes=gpurt-link,verify -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-DAG: @__gpurt_slot = linkonce addrspace(4) externally_initialized global ptr null
; CHECK-DAG: @counter = internal addrspace(1) global i64 0
; CHECK-NOT: __gpurt_panic_mode
; CHECK-DAG: define linkonce_odr noalias noundef align 16 ptr @__gpurt_malloc(
; CHECK-DAG: define internal ptr @gpurt_take(
; CHECK-NOT: @__gpurt_free
; CHECK-NOT: @gpurt_used
declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
