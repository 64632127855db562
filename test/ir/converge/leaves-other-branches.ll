; Nothing is done behind a branch that all lanes take alike, that does not call
; the heap, or after which the heap is not called again.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-converge,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()

; CHECK-NOT: call i32 @llvm.nvvm.activemask
; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
define ptx_kernel void @uniform(ptr %out, i1 %same) mustprogress {
  br i1 %same, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}

define ptx_kernel void @without(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  store ptr null, ptr %out
  br label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}

define ptx_kernel void @last(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  store ptr null, ptr %out
  ret void
}
