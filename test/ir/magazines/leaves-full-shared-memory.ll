; Magazines take 8 of the 48 KiB that a kernel may have at launch. If one kernel
; of those that need them has less left, through whatever it calls, none of the
; module has magazines.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

@half = internal addrspace(3) global [20480 x i8] undef, align 1
@more = internal addrspace(3) global [20481 x i8] undef, align 1
declare ptr @__gpurt_malloc(i64)

define ptx_kernel void @full(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr addrspacecast (ptr addrspace(3) @half to ptr)
  call void @fill(ptr %p)
  ret void
}
define void @fill(ptr %p) {
  store ptr %p, ptr addrspace(3) getelementptr (i8, ptr addrspace(3) @more, i64 8)
  ret void
}
define ptx_kernel void @has_room(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
