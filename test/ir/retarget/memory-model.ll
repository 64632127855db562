; With a memory model every access that another lane could see is the engine's.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget<memory-model>,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i32 @plain(
define i32 @plain(ptr %p, <4 x i32> %v, i64 %n) {
  ; CHECK: call i64 @__gpurt_simt_load(ptr %{{.*}}, i32 4, i32 0, i32 3, ptr
  %a = load i32, ptr %p, align 4
  ; Two parts of 8 bytes.
  ; CHECK: call void @__gpurt_simt_store(ptr %{{.*}}, i64 %{{.*}}, i32 8, i32 0,
  ; CHECK: call void @__gpurt_simt_store(ptr %{{.*}}, i64 %{{.*}}, i32 8, i32 0,
  store <4 x i32> %v, ptr %p, align 16
  ; CHECK: call void @__gpurt_simt_store(ptr %{{.*}}, i64 {{.*}}, i32 1, i32 0,
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %n, i1 false)
  %own = alloca i32
  ; CHECK: store i32 %{{.*}}, ptr %own
  store i32 %a, ptr %own
  ret i32 %a
}
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
; CHECK-NOT: call void @llvm.memset
