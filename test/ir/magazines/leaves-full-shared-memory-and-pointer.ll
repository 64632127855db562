; ptxas gives the magazines' memory to each kernel that calls through a pointer,
; which to it may be to the library: so such a kernel needs room for them, whom
; it may really call or not.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "nvptx64-nvidia-cuda"

@full = internal addrspace(3) global [49152 x i8] undef, align 1
@table = addrspace(1) global ptr @harmless
declare ptr @__gpurt_malloc(i64)

define ptx_kernel void @allocates(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}
define ptx_kernel void @through_pointer(ptr %p) {
  store ptr %p, ptr addrspace(3) @full
  %f = load ptr, ptr addrspace(1) @table
  call void %f(ptr %p)
  ret void
}
define void @harmless(ptr %p) {
  ret void
}
