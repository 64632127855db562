; Loops that count their rounds get no point: whatever the bound, also with
; another way out, and around what may end the thread.
; RUN: llvm-as %S/../Inputs/library-that-cancels.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-cancel=used -passes=gpurt-mark-cancel,gpurt-link,gpurt-cancel-points,gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @__gpurt_trap(ptr)

; CHECK-NOT: gpurt.rounds
; CHECK-NOT: load atomic i64
define ptx_kernel void @counts(ptr %data, i32 %n) mustprogress {
entry:
  %some = icmp sgt i32 %n, 0
  br i1 %some, label %loop, label %end
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %at = getelementptr i32, ptr %data, i32 %i
  store volatile i32 %i, ptr %at
  %next = add nsw i32 %i, 1
  %more = icmp slt i32 %next, %n
  br i1 %more, label %loop, label %end
end:
  ret void
}

define ptx_kernel void @checks(ptr %data, i32 %first, i32 %stride, i32 %n) mustprogress {
entry:
  br label %loop
loop:
  %i = phi i32 [ %first, %entry ], [ %next, %good ]
  %at = getelementptr i32, ptr %data, i32 %i
  %value = load atomic i32, ptr %at monotonic, align 4
  %bad = icmp slt i32 %value, 0
  br i1 %bad, label %failed, label %test
failed:
  call void @__gpurt_trap(ptr null)
  unreachable
test:
  %found = icmp eq i32 %value, 17
  br i1 %found, label %end, label %good
good:
  %next = add i32 %i, %stride
  %more = icmp ult i32 %next, %n
  br i1 %more, label %loop, label %end
end:
  ret void
}
