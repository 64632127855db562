; Each block has its own address of a shared variable: no constant can hold it.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-retarget -disable-output %s 2>&1 | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no CPU translation of the address of shared s in the initial value of a variable
@s = internal addrspace(3) global i32 undef
@p = addrspace(1) global ptr addrspacecast (ptr addrspace(3) @s to ptr)
define i32 @f() {
  %a = load i32, ptr addrspace(3) @s
  ret i32 %a
}
