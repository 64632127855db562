; A kernel that allocates nothing: not a byte of its module changes.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes='gpurt-lower-malloc,gpurt-lower-panic,gpurt-link,function(gpurt-heap-to-stack),gpurt-panic-sites,gpurt-seal' -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

declare ptr @my_malloc(i64)
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @my_malloc(i64 8)
  store i32 1, ptr %p
  ret void
}
