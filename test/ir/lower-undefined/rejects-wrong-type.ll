; A known handler of another type is another version's.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-undefined -S %s -o /dev/null 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no sanitizer check that gpu-rt knows calls __ubsan_handle_out_of_bounds [gpurt-lower-undefined]
declare void @__ubsan_handle_out_of_bounds(ptr, i32)

define void @user(ptr %d) {
  call void @__ubsan_handle_out_of_bounds(ptr %d, i32 3)
  ret void
}
