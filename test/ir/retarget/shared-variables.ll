; Shared variables get places in the buffer of the kernels that reach them.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@a = internal addrspace(3) global [3 x i8] undef, align 1
@b = internal addrspace(3) global i32 undef, align 4
@c = internal addrspace(3) global i64 undef, align 8
@dyn = external addrspace(3) global [0 x i32], align 4
; CHECK-NOT: addrspace(3) global
; k1 has a and b: 8 bytes; k2 has only c: 8 bytes, over a and b; k3 nothing.
; CHECK: @__gpurt_simt_kernel_array = {{.*}}@__gpurt_simt_entry.k1, i32 0, ptr null, i64 8,{{.*}}@__gpurt_simt_entry.k2, i32 0, ptr null, i64 8,{{.*}}@__gpurt_simt_entry.k3, i32 0, ptr null, i64 0,

; CHECK-LABEL: define void @k1(
; CHECK: %[[BASE:.*]] = call ptr @__gpurt_simt_shared()
; CHECK: getelementptr i8, ptr %[[BASE]], i64 4
; CHECK: call void @__gpurt_simt_shared_access(ptr {{.*}}, i32 1, i32 1,
; CHECK: call i32 @helper(
define ptx_kernel void @k1() {
  store i8 1, ptr addrspace(3) @a
  %x = call i32 @helper()
  store i32 %x, ptr addrspace(3) @b
  ret void
}
; CHECK-LABEL: define i32 @helper(
define i32 @helper() {
  %x = load i32, ptr addrspacecast (ptr addrspace(3) @b to ptr)
  ret i32 %x
}
; CHECK-LABEL: define void @k2(
define ptx_kernel void @k2() {
  store i64 1, ptr addrspace(3) @c
  ret void
}
; CHECK-LABEL: define void @k3(
; CHECK: call ptr @__gpurt_simt_dynamic_shared()
define ptx_kernel void @k3() {
  store i32 1, ptr addrspace(3) @dyn
  ret void
}
