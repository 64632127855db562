; Without the option, and for other targets with it, nothing happens.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-carry-bitcode -S %s | FileCheck %s
; RUN: sed 's/nvptx64-nvidia-cuda/x86_64-pc-linux-gnu/' %s > %t.ll
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-carry-bitcode -passes=gpurt-carry-bitcode -S %t.ll | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK-NOT: module asm
; CHECK: define void @f()
define void @f() {
  ret void
}
