; The engine has no 16-byte atomic access.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-retarget -disable-output %s 2>&1 | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no CPU translation of an atomic access of 16 bytes at {{.*}}(f)
define i128 @f(ptr %p) {
  %a = load atomic i128, ptr %p monotonic, align 16
  ret i128 %a
}
