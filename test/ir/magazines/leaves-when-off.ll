; Without the option, as in -fgpu-rdc: a kernel of another module may call what
; allocates here, and it would have begun no magazine.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-magazines -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
