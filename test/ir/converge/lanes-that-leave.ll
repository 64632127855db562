; A thread that returns early from a kernel lets the others go: it ends without
; a meeting. So guards and loops of which each lane has another number of rounds
; do not matter; of the meetings in such a loop and behind it, that in the loop
; stays. In a function that is called a return is no end, and its caller's lanes
; would wait for each other.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-converge,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()

; CHECK-LABEL: define ptx_kernel void @guard(
; CHECK: join:
; CHECK: bar.warp.sync
define ptx_kernel void @guard(ptr %out, i32 %n) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %in = icmp ult i32 %tid, %n
  br i1 %in, label %work, label %end
work:
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  br label %end
end:
  ret void
}

; CHECK-LABEL: define void @called(
; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
define void @called(ptr %out, i32 %tid, i32 %n) mustprogress {
  %in = icmp ult i32 %tid, %n
  br i1 %in, label %work, label %end
work:
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  br label %end
end:
  ret void
}

; CHECK-LABEL: define ptx_kernel void @strides(
; CHECK: loop:
; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
; CHECK: join:
; CHECK: bar.warp.sync
; CHECK: behind:
; CHECK-NOT: call void @llvm.nvvm.bar.warp.sync
define ptx_kernel void @strides(ptr %out, i32 %n) mustprogress {
entry:
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  br label %loop
loop:
  %i = phi i32 [ %tid, %entry ], [ %next, %join ]
  %odd = trunc i32 %i to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %out
  br label %join
join:
  %next = add nuw i32 %i, 3
  %more = icmp ult i32 %next, %n
  br i1 %more, label %loop, label %behind
behind:
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %r, ptr %out
  ret void
}
