; Points come on request, into modules that use the runtime, as this one does
; not, or into all.
; RUN: llvm-as %S/../Inputs/library-that-cancels.ll -o %t.bc
; DEFINE: %{ours} = opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -passes=gpurt-mark-cancel,gpurt-link,gpurt-cancel-points,gpurt-seal,verify -S
; RUN: %{ours} -gpurt-cancel=used %s | FileCheck %s --check-prefix=NONE
; RUN: %{ours} -gpurt-cancel=always %s | FileCheck %s
; RUN: %{ours} %S/loop-that-spins.ll | FileCheck %s --check-prefix=NONE
; NONE-NOT: gpurt.rounds
; NONE-NOT: __gpurt_cancel
; CHECK: gpurt.rounds
; CHECK-NOT: llvm.compiler.used
target triple = "nvptx64-nvidia-cuda"

define ptx_kernel void @spins(ptr %flag) mustprogress {
  br label %spin
spin:
  %seen = load volatile i32, ptr %flag
  %go = icmp ne i32 %seen, 0
  br i1 %go, label %end, label %spin
end:
  ret void
}
