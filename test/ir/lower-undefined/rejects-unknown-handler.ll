; A check whose handler has no counterpart on the device is an error, not a
; call that nobody defines.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-undefined -S %s -o /dev/null 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no sanitizer check that gpu-rt knows calls __ubsan_handle_cfi_check_fail_abort [gpurt-lower-undefined]
declare void @__ubsan_handle_cfi_check_fail_abort(ptr, i64, i64)

define void @user(ptr %d) {
  call void @__ubsan_handle_cfi_check_fail_abort(ptr %d, i64 0, i64 0)
  unreachable
}
