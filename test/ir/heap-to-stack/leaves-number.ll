; An address as a number, as in a shuffle to another lane.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is turned into a number
; CHECK: call ptr @__gpurt_malloc(i64 16)
define i64 @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  %n = ptrtoint ptr %p to i64
  call void @__gpurt_free(ptr %p, ptr null)
  ret i64 %n
}
