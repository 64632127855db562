; Nor atomic loads and stores.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)

; CHECK: remark: {{.*}}allocation of 16 bytes stays on the heap: it is used atomically
; CHECK: call ptr @__gpurt_malloc(i64 16)
define i32 @user() {
  %p = call ptr @__gpurt_malloc(i64 16)
  %v = load atomic i32, ptr %p acquire, align 4
  call void @__gpurt_free(ptr %p, ptr null)
  ret i32 %v
}
