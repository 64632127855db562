; -gpurt-carry-bitcode: all of the module goes into one comment of its PTX, from
; which it can be had back; nothing is left to generate code for.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-carry-bitcode -passes=gpurt-carry-bitcode,verify -S %s -o %t.ll
; RUN: FileCheck %s < %t.ll
; RUN: llc -mcpu=sm_90 %t.ll -o - | FileCheck --check-prefix=PTX %s
; RUN: sed -n 's/^module asm ".. gpurt-bitcode \(.*\)"$/\1/p' %t.ll | base64 -d | llvm-dis | FileCheck --check-prefix=BACK %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: target triple = "nvptx64-nvidia-cuda"
; CHECK: module asm "// gpurt-bitcode QkPA3
; CHECK-NOT: {{^[@!d]}}
; PTX: .target sm_90
; PTX: // gpurt-bitcode QkPA3
; PTX-NOT: .entry
; BACK-DAG: @table = internal addrspace(1) global [1 x ptr] [ptr @callee]
; BACK-DAG: @other = alias void (), ptr @callee
; BACK-DAG: define ptx_kernel void @kernel()
; BACK-DAG: !note = !{
@table = internal addrspace(1) global [1 x ptr] [ptr @callee]
@other = alias void (), ptr @callee
define void @callee() {
  ret void
}
define ptx_kernel void @kernel() {
entry:
  %f = load ptr, ptr addrspace(1) @table
  call void %f()
  call void @other()
  br label %end
end:
  ret void
}
!note = !{!0}
!0 = !{ptr @kernel}
