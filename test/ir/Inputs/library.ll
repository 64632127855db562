; A stand-in for gpurt.bc, so that tests of the passes do not depend on what
; the real heap does. Like the real one it was "compiled" for another GPU, its
; functions are not inlined, and it carries flags that must not come along.
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@__gpurt_slot = addrspace(4) global ptr null, align 8
@__gpurt_panic_mode = external constant i32, align 4
@counter = internal addrspace(1) global i64 0, align 8

define noalias ptr @__gpurt_malloc(i64 %size) #0 {
  %p = call ptr @gpurt_take(i64 %size)
  ret ptr %p
}

define ptr @__gpurt_calloc(i64 %count, i64 %size) #0 {
  %bytes = mul i64 %count, %size
  %p = call ptr @gpurt_take(i64 %bytes)
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %bytes, i1 false)
  ret ptr %p
}

define ptr @__gpurt_realloc(ptr %old, i64 %size, ptr %site) #0 {
  call void @__gpurt_free(ptr %old, ptr %site)
  %p = call ptr @gpurt_take(i64 %size)
  ret ptr %p
}

define void @__gpurt_free(ptr %p, ptr %site) #0 {
  %isnull = icmp eq ptr %p, null
  br i1 %isnull, label %bad, label %good
bad:
  call void @gpurt_report(ptr %site)
  unreachable
good:
  %base = load ptr, ptr addrspace(4) @__gpurt_slot
  store ptr %p, ptr %base
  ret void
}

define ptr @__gpurt_aligned_alloc(i64 %align, i64 %size) #0 {
  %p = call ptr @gpurt_take(i64 %size)
  ret ptr %p
}

define i32 @__gpurt_posix_memalign(ptr %out, i64 %align, i64 %size) #0 {
  %p = call ptr @gpurt_take(i64 %size)
  store ptr %p, ptr %out
  ret i32 0
}

define ptr @__gpurt_new(i64 %size, ptr %site) #0 {
  %p = call ptr @gpurt_take(i64 %size)
  %isnull = icmp eq ptr %p, null
  br i1 %isnull, label %bad, label %good
bad:
  call void @gpurt_report(ptr %site)
  unreachable
good:
  ret ptr %p
}

define ptr @__gpurt_new_aligned(i64 %size, i64 %align, ptr %site) #0 {
  %p = call ptr @__gpurt_new(i64 %size, ptr %site)
  ret ptr %p
}

define void @__gpurt_assertfail(ptr %msg, ptr %file, i32 %line, ptr %func, i64 %char, ptr %site) #2 {
  call void @gpurt_report(ptr %msg)
  call void @gpurt_report(ptr %site)
  unreachable
}

define void @__gpurt_abort(ptr %site) #2 {
  call void @gpurt_report(ptr %site)
  unreachable
}

define void @__gpurt_trap(ptr %site) #2 {
  call void @gpurt_report(ptr %site)
  unreachable
}

define void @__gpurt_ubsantrap(i32 %code, ptr %site) #2 {
  call void @gpurt_report(ptr %site)
  unreachable
}

define void @__gpurt_terminate(ptr %site) #2 {
  call void @gpurt_report(ptr %site)
  unreachable
}

define void @__gpurt_pure_virtual(ptr %site) #2 {
  call void @gpurt_report(ptr %site)
  unreachable
}

; Called by users, not by the passes.
define i64 @gpurt_used() #1 {
  %n = load i64, ptr addrspace(1) @counter
  ret i64 %n
}

; What the others need: must come along and become internal.
define ptr @gpurt_take(i64 %size) #1 {
  %base = load ptr, ptr addrspace(4) @__gpurt_slot
  %n = atomicrmw add ptr addrspace(1) @counter, i64 %size monotonic
  %p = getelementptr i8, ptr %base, i64 %n
  ret ptr %p
}

define void @gpurt_report(ptr %site) #2 {
  %base = load ptr, ptr addrspace(4) @__gpurt_slot
  %mode = load i32, ptr @__gpurt_panic_mode
  store ptr %site, ptr %base
  %mode.p = getelementptr i8, ptr %base, i64 8
  store i32 %mode, ptr %mode.p
  call void asm sideeffect "exit;", ""()
  unreachable
}

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

attributes #0 = { noinline nounwind "target-cpu"="sm_70" "target-features"="+ptx60,+sm_70" }
attributes #1 = { nounwind "target-cpu"="sm_70" "target-features"="+ptx60,+sm_70" }
attributes #2 = { cold noinline noreturn nounwind "target-cpu"="sm_70" "target-features"="+ptx60,+sm_70" }

!llvm.ident = !{!0}
!llvm.module.flags = !{!1, !2}
!0 = !{!"a compiler that left its name in the library"}
!1 = !{i32 4, !"nvvm-reflect-ftz", i32 1}
!2 = !{i32 1, !"wchar_size", i32 2}
