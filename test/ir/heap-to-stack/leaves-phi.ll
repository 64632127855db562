; A phi may carry one round's memory into the next, which an alloca that serves
; all rounds would overwrite.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is merged with another
; CHECK: call ptr @__gpurt_malloc(i64 16)
define void @user(i1 %c) {
entry:
  br label %loop
loop:
  %old = phi ptr [ null, %entry ], [ %p, %loop ]
  %p = call ptr @__gpurt_malloc(i64 16)
  call void @__gpurt_free(ptr %old, ptr null)
  br i1 %c, label %loop, label %end
end:
  ret void
}
