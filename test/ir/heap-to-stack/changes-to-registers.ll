; SROA runs on what was moved: this object never reaches memory at all.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_new(i64, ptr)
declare void @__gpurt_free(ptr, ptr)

; CHECK-LABEL: define i32 @user(
; CHECK-NEXT: ret i32 %v
define i32 @user(i32 %v) {
  %p = call ptr @__gpurt_new(i64 8, ptr null)
  %q = getelementptr i8, ptr %p, i64 4
  store i32 %v, ptr %q
  %w = load i32, ptr %q
  call void @__gpurt_free(ptr %p, ptr null)
  ret i32 %w
}
