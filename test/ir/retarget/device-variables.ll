; The host copies into device variables: no initial value may be folded.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: @c = addrspace(4) externally_initialized global i32 1
@c = addrspace(4) externally_initialized constant i32 1
; CHECK: @text = private unnamed_addr constant
@text = private unnamed_addr constant [2 x i8] c"a\00"
; CHECK-NOT: llvm.compiler.used
@llvm.compiler.used = appending global [1 x ptr] [ptr addrspacecast (ptr addrspace(4) @c to ptr)], section "llvm.metadata"
define i32 @f() {
  ; CHECK: load i32, ptr addrspace(4) @c
  %a = load i32, ptr addrspace(4) @c
  ret i32 %a
}
