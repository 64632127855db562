; Two addresses compared: which one is greater is then known to the program.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: its address is compared
; CHECK: call ptr @__gpurt_malloc(i64 16)
define i1 @user(ptr %q) {
  %p = call ptr @__gpurt_malloc(i64 16)
  %c = icmp ult ptr %p, %q
  call void @__gpurt_free(ptr %p, ptr null)
  ret i1 %c
}
