; Lanes that a branch parts meet at its end under the mask of the kernel's
; beginning, if it calls the heap; mostly all are there, and they do not wait.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-converge,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK: %[[HERE:.*]] = call i32 @llvm.nvvm.activemask()
; CHECK: %[[LANE:.*]] = call {{.*}}i32 @llvm.nvvm.read.ptx.sreg.laneid()
; CHECK: %[[BIT:.*]] = shl i32 1, %[[LANE]]
; CHECK: %[[ALL:.*]] = or i32 %[[HERE]], %[[BIT]]
; CHECK: br i1 %odd
; CHECK: join:
; CHECK-NEXT: phi ptr
; CHECK-NEXT: %[[NOW:.*]] = call i32 @llvm.nvvm.activemask()
; CHECK-NEXT: %[[MISSING:.*]] = icmp ne i32 %[[NOW]], %[[ALL]]
; CHECK-NEXT: br i1 %[[MISSING]], label %[[WAIT:.*]], label %[[GO:.*]]
; CHECK: [[WAIT]]:
; CHECK-NEXT: call void @llvm.nvvm.bar.warp.sync(i32 %[[ALL]]), !gpurt.meeting
; CHECK: [[GO]]:
; CHECK: call ptr @__gpurt_malloc
define ptx_kernel void @kernel(ptr %out) mustprogress {
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %odd = trunc i32 %tid to i1
  br i1 %odd, label %then, label %join
then:
  %p = call ptr @__gpurt_malloc(i64 16)
  br label %join
join:
  %q = phi ptr [ null, %0 ], [ %p, %then ]
  %r = call ptr @__gpurt_malloc(i64 32)
  store ptr %q, ptr %out
  store ptr %r, ptr %out
  ret void
}
