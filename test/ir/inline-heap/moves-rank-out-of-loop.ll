; Where in its block a thread stands does not change: its entry's address is
; computed before the loop that allocates.
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; DEFINE: %{ours} = opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-magazines
; RUN: %{ours} -passes=gpurt-magazines,gpurt-link,always-inline,gpurt-panic-sites,gpurt-inline-heap,gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK: call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
; CHECK: [[ENTRY:%.*]] = getelementptr i64, ptr addrspace(3)
; CHECK: loop:
; CHECK-NOT: sreg.tid.x
; CHECK: load i64, ptr addrspace(3) [[ENTRY]]
; CHECK-NOT: sreg.tid.x
; CHECK: ret void
define ptx_kernel void @kernel(ptr %out, i32 %n) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %p = call ptr @__gpurt_malloc(i64 48)
  store volatile ptr %p, ptr %out
  %next = add i32 %i, 1
  %more = icmp ult i32 %next, %n
  br i1 %more, label %loop, label %end
end:
  ret void
}
