; A function in which a thread may wait for another is left alone: it may wait
; for one that is past the meeting.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-converge,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @unknown()
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare i1 @llvm.nvvm.vote.any.sync(i32, i1)
declare void @llvm.nvvm.barrier.cta.sync.aligned.count(i32, i32)

; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
define ptx_kernel void @spins(ptr %flag, ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  br label %spin
spin:
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  ret void
}

define ptx_kernel void @asks_until_it_gets(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %ask, label %join
ask:
  %p = call ptr @__gpurt_malloc(i64 16)
  %none = icmp eq ptr %p, null
  br i1 %none, label %ask, label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}

define ptx_kernel void @calls_unknown(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  call void @unknown()
  ret void
}

define ptx_kernel void @votes_with_some(ptr %out, i32 %mask) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %any = call i1 @llvm.nvvm.vote.any.sync(i32 %mask, i1 %odd)
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}

define ptx_kernel void @barrier_of_some(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  call void @llvm.nvvm.barrier.cta.sync.aligned.count(i32 1, i32 64)
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}

define ptx_kernel void @assembly(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  call void asm sideeffect "bar.warp.sync 15;", ""()
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}

define ptx_kernel void @may_loop_for_ever(ptr %out) {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  %none = icmp eq ptr %p, null
  br i1 %none, label %for.ever, label %join
for.ever:
  br label %for.ever
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}

; Two lanes may read a different value, though they read the same address.
@shared = addrspace(3) global i32 poison
define ptx_kernel void @reads_twice(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %seen = load volatile i32, ptr addrspace(3) @shared
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}
