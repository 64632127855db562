; Barriers that every thread comes to are in nobody's way, if every lane comes
; to the same meetings before each: not if one is in the middle of a branch's
; ways.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-converge,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare void @llvm.nvvm.barrier.cta.sync.aligned.all(i32)
declare i32 @llvm.nvvm.shfl.sync.idx.i32(i32, i32, i32, i32)
declare i32 @llvm.nvvm.redux.sync.add(i32, i32)

; CHECK-LABEL: define ptx_kernel void @between(
; CHECK: join:
; CHECK: bar.warp.sync
define ptx_kernel void @between(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)
  %s = call i32 @llvm.nvvm.shfl.sync.idx.i32(i32 -1, i32 %tid, i32 0, i32 31)
  %t = call i32 @llvm.nvvm.redux.sync.add(i32 %s, i32 -1)
  ret void
}

; Lanes in %one wait at its shuffle for those in %other, not at the join.
; CHECK-LABEL: define ptx_kernel void @within(
; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
define ptx_kernel void @within(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %one, label %other
one:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  %s = call i32 @llvm.nvvm.shfl.sync.idx.i32(i32 -1, i32 %tid, i32 0, i32 31)
  br label %join
other:
  %t = call i32 @llvm.nvvm.shfl.sync.idx.i32(i32 -1, i32 %tid, i32 0, i32 31)
  br label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}
