; Accesses that others can see are announced with size and alignment; those to a
; variable with the variable, unless they are known to be inside. A store to one
; in device memory is announced even so: the engine asks whether it changed it.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget<bounds>,verify" -S %s | FileCheck %s
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck --check-prefix=OFF %s
; OFF-NOT: plain_access
; OFF-NOT: variable_access
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@table = addrspace(1) global [8 x i32] zeroinitializer
@buffer = internal addrspace(3) global [4 x i32] undef
; CHECK: [[NAME:@.*]] = private unnamed_addr constant [6 x i8] c"table\00"

; CHECK-LABEL: define void @k(
define ptx_kernel void @k(ptr %param, i64 %i) {
  ; CHECK-NOT: _access
  %own = alloca i32
  store i32 1, ptr %own
  ; CHECK: call void @__gpurt_simt_plain_access(ptr {{.*}}@table{{.*}}, i32 4, i32 4, i32 1, ptr
  store i32 1, ptr addrspace(1) getelementptr (i8, ptr addrspace(1) @table, i64 28)
  ; CHECK-NOT: _access
  ; CHECK: call void @__gpurt_simt_plain_access(ptr %param, i32 16, i32 8, i32 1, ptr
  ; CHECK-NEXT: store <4 x i32>
  store <4 x i32> zeroinitializer, ptr %param, align 8
  %at = getelementptr i32, ptr addrspace(1) @table, i64 %i
  ; CHECK: call void @__gpurt_simt_variable_access(ptr {{.*}}, i32 4, ptr {{.*}}@table{{.*}}, i64 32, ptr [[NAME]], i32 0, ptr
  %v = load i32, ptr addrspace(1) %at
  %slot = getelementptr i32, ptr addrspace(3) @buffer, i64 %i
  ; CHECK: call void @__gpurt_simt_variable_access(ptr {{.*}}, i32 4, ptr {{.*}}, i64 16, ptr
  ; CHECK-NOT: plain_access
  ; CHECK: call void @__gpurt_simt_shared_access(
  store i32 %v, ptr addrspace(3) %slot
  ret void
}
; CHECK-LABEL: define void @copy(
define void @copy(ptr %to, ptr %from, i64 %n) {
  ; CHECK: call void @__gpurt_simt_plain_access(ptr %from, i32 %{{.*}}, i32 4, i32 0, ptr
  ; CHECK: call void @__gpurt_simt_plain_access(ptr %to, i32 %{{.*}}, i32 16, i32 1, ptr
  ; CHECK: call void @llvm.memcpy
  call void @llvm.memcpy.p0.p0.i64(ptr align 16 %to, ptr align 4 %from, i64 %n, i1 false)
  ret void
}
; An atomic is the engine's to check; only the variable's bounds are added.
; CHECK-LABEL: define void @atomic(
define void @atomic(ptr %p) {
  ; CHECK-NOT: plain_access
  ; CHECK: call i64 @__gpurt_simt_rmw(
  %old = atomicrmw add ptr %p, i32 1 syncscope("device") monotonic
  ret void
}
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
