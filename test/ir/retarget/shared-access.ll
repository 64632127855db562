; The hook stands before accesses that may be to shared memory, and no others.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@g = addrspace(1) global i32 0
; CHECK-LABEL: define void @k(
; CHECK-NOT: shared_access
define ptx_kernel void @k(ptr %param) {
  %own = alloca i32
  store i32 1, ptr %own
  store i32 1, ptr %param
  store i32 1, ptr addrspace(1) @g
  %cast = addrspacecast ptr addrspace(1) @g to ptr
  store i32 1, ptr %cast
  ret void
}
; CHECK-LABEL: define void @unknown(
define void @unknown(ptr %p, ptr addrspace(3) %s, i64 %n) {
  ; CHECK: call void @__gpurt_simt_shared_access(ptr %p, i32 4, i32 1, ptr
  ; CHECK-NEXT: store i32 1
  store i32 1, ptr %p
  ; CHECK: call void @__gpurt_simt_shared_access(ptr %{{.*}}, i32 2, i32 0, ptr
  ; CHECK-NEXT: load i16
  %v = load i16, ptr addrspace(3) %s
  ; CHECK: call void @__gpurt_simt_shared_access(ptr %{{.*}}, i32 %{{.*}}, i32 0, ptr
  ; CHECK: call void @__gpurt_simt_shared_access(ptr %p, i32 %{{.*}}, i32 1, ptr
  ; CHECK: call void @llvm.memcpy
  call void @llvm.memcpy.p0.p3.i64(ptr %p, ptr addrspace(3) %s, i64 %n, i1 false)
  ret void
}
declare void @llvm.memcpy.p0.p3.i64(ptr, ptr addrspace(3), i64, i1)
