; Local memory is scarce: 128 bytes, or what -gpurt-heap-to-stack-limit says.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks-missed=gpurt -S %s 2>&1 | FileCheck %s
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-heap-to-stack-limit=129 -passes=gpurt-heap-to-stack -S %s | FileCheck %s --check-prefix=RAISED
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_free(ptr, ptr)
; CHECK: remark: {{.*}}allocation of 129 bytes stays on the heap: it is larger than 128 bytes (-mllvm -gpurt-heap-to-stack-limit=)
; CHECK: call ptr @__gpurt_malloc(i64 129)
; RAISED: alloca [129 x i8]
define void @user(i64 %i) {
  %p = call ptr @__gpurt_malloc(i64 129)
  %at = getelementptr i8, ptr %p, i64 %i
  store volatile i8 1, ptr %at
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}
