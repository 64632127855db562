; What a panic ends is known when compiling, so code for the other modes goes.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes=gpurt-link,verify -S %s | FileCheck %s -DMODE=3
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -gpurt-panic=thread -passes=gpurt-link -S %s | FileCheck %s -DMODE=0
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -gpurt-panic=warp -passes=gpurt-link -S %s | FileCheck %s -DMODE=1
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -gpurt-panic=block -passes=gpurt-link -S %s | FileCheck %s -DMODE=2
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -gpurt-panic=grid -passes=gpurt-link -S %s | FileCheck %s -DMODE=3
target triple = "nvptx64-nvidia-cuda"

; CHECK: @__gpurt_panic_mode = internal constant i32 [[MODE]]
declare void @__gpurt_abort(ptr)
define void @user() {
  call void @__gpurt_abort(ptr null)
  unreachable
}
