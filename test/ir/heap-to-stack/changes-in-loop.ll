; In a loop one local array serves every round: none sees another's memory.
; calloc's is cleared in each round.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_calloc(i64, i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK-LABEL: define void @user(
; CHECK: entry:
; CHECK-NEXT: %p = alloca [16 x i8], align 16
; CHECK: loop:
; CHECK: call void @llvm.memset
; CHECK-NOT: @__gpurt_free
define void @user(i64 %n) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %p = call ptr @__gpurt_calloc(i64 1, i64 16)
  %at = getelementptr i8, ptr %p, i64 %i
  store volatile i8 1, ptr %at
  call void @__gpurt_free(ptr %p, ptr null)
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %loop, label %end
end:
  ret void
}
