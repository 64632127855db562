; Where no kernel allocates there is nothing to keep, also if one panics,
; reports undefined behavior, or a function that no kernel calls allocates: not
; a byte changes.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_trap(ptr)
declare void @__gpurt_undefined_seen(i32, ptr, i64, i64, i64, ptr, ptr)
declare ptr @my_malloc(i64)

define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @my_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
define ptx_kernel void @panics() {
  call void @__gpurt_trap(ptr null)
  unreachable
}
define ptx_kernel void @reports(ptr %data, ptr %hits) {
  call void @__gpurt_undefined_seen(i32 2, ptr %data, i64 1, i64 2, i64 0, ptr %hits, ptr null)
  ret void
}
define ptx_kernel void @ends() {
  call void asm sideeffect "exit;", ""()
  ret void
}
define ptr @nobody_calls() {
  %p = call ptr @__gpurt_malloc(i64 8)
  ret ptr %p
}
