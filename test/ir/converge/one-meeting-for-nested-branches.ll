; Of nested branches it is the end of the outer one at which lanes meet, though
; another way leads to a panic.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-converge,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_abort(ptr)
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK: inner:
; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
; CHECK: outer:
; CHECK: bar.warp.sync
; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
define ptx_kernel void @kernel(ptr %out, i32 %n) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %outer
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  %few = icmp ult i32 %tid, %n
  br i1 %few, label %deeper, label %inner
deeper:
  %q = call ptr @__gpurt_malloc(i64 48)
  %none = icmp eq ptr %q, null
  br i1 %none, label %failed, label %inner
failed:
  call void @__gpurt_abort(ptr null)
  unreachable
inner:
  store i32 %tid, ptr %out
  br label %outer
outer:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}
