; The plugin sees the host's modules too.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__gpurt_malloc(i64)
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
