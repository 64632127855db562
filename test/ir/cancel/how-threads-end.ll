; A thread of a kernel with magazines gives back what it keeps before it ends;
; one of another kernel has none, and must not look. Where both kinds may come
; by nobody ends.
; RUN: llvm-as %S/../Inputs/library-that-cancels.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-cancel=used -gpurt-magazines -passes=gpurt-mark-cancel,gpurt-magazines,gpurt-link,gpurt-cancel-points,gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)

; CHECK-LABEL: define ptx_kernel void @allocates(
; CHECK: gpurt.rounds
; CHECK: call void @__gpurt_cancel()
define ptx_kernel void @allocates(ptr %flag) mustprogress {
  %p = call ptr @__gpurt_malloc(i64 16)
  store ptr %p, ptr %flag
  call void @shared(ptr %flag)
  br label %spin
spin:
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  ret void
}
; CHECK-LABEL: define ptx_kernel void @other(
; CHECK: gpurt.rounds
; CHECK: call void @llvm.nvvm.exit()
define ptx_kernel void @other(ptr %flag) mustprogress {
  call void @shared(ptr %flag)
  br label %spin
spin:
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  ret void
}
; CHECK-LABEL: define void @shared(
; CHECK-NOT: gpurt.rounds
; CHECK: ret void
define void @shared(ptr %flag) mustprogress {
  br label %spin
spin:
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  ret void
}
