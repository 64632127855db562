; gpurt_* is what users call by name.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes=gpurt-link,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: define internal i64 @gpurt_used()
; CHECK-NOT: @__gpurt_slot
declare i64 @gpurt_used()
define i64 @user() {
  %n = call i64 @gpurt_used()
  ret i64 %n
}
