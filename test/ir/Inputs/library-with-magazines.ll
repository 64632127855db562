; A stand-in for gpurt.bc of which lanes keep one slot each, with debug lines:
; malloc and free try the lane's entry and go on through a pointer. A size has
; a class, half of it, for tests to see that a constant one folds.
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@__gpurt_slot = addrspace(4) global ptr null, align 8
@__gpurt_magazine_mode = external constant i32, align 4
@magazine = addrspace(3) global [1024 x i64] undef, align 8
@slowMalloc = addrspace(4) global ptr @mallocBeyond, align 8
@slowFree = addrspace(4) global ptr @freeBeyond, align 8

define void @__gpurt_magazine_enter() #0 !dbg !3 {
  %entry = call ptr addrspace(3) @entryOfLane()
  store i64 0, ptr addrspace(3) %entry, !dbg !5
  ret void, !dbg !5
}

define void @__gpurt_magazine_leave() #0 {
  %entry = call ptr addrspace(3) @entryOfLane()
  %kept = load i64, ptr addrspace(3) %entry
  %p = inttoptr i64 %kept to ptr
  %slow = load ptr, ptr addrspace(4) @slowFree
  call void %slow(ptr %p, ptr null)
  ret void
}

define ptr @__gpurt_malloc(i64 %size) #0 {
  %mode = load i32, ptr @__gpurt_magazine_mode
  %used = icmp ne i32 %mode, 0
  br i1 %used, label %look, label %slow
look:
  %entry = call ptr addrspace(3) @entryOfLane()
  %kept = load i64, ptr addrspace(3) %entry
  %class = udiv i64 %size, 2
  %serves = icmp eq i64 %kept, %class
  br i1 %serves, label %fast, label %slow
fast:
  store i64 1, ptr addrspace(3) %entry
  %p = inttoptr i64 %kept to ptr
  ret ptr %p
slow:
  %to = load ptr, ptr addrspace(4) @slowMalloc
  %q = call ptr %to(i64 %size)
  ret ptr %q
}

define void @__gpurt_free(ptr %p, ptr %site) #0 {
  %mode = load i32, ptr @__gpurt_magazine_mode
  %used = icmp ne i32 %mode, 0
  br i1 %used, label %look, label %slow
look:
  %entry = call ptr addrspace(3) @entryOfLane()
  %kept = load i64, ptr addrspace(3) %entry
  %known = icmp eq i64 %kept, 1
  br i1 %known, label %fast, label %slow
fast:
  %word = ptrtoint ptr %p to i64
  store i64 %word, ptr addrspace(3) %entry
  ret void
slow:
  %to = load ptr, ptr addrspace(4) @slowFree
  call void %to(ptr %p, ptr %site)
  ret void
}

define ptr @__gpurt_new(i64 %size, ptr %site) #0 {
  %p = call ptr @__gpurt_malloc(i64 %size)
  %isnull = icmp eq ptr %p, null
  br i1 %isnull, label %bad, label %good
bad:
  call void @__gpurt_abort(ptr %site)
  unreachable
good:
  ret ptr %p
}

define ptr @__gpurt_calloc(i64 %count, i64 %size) #0 {
  %bytes = mul i64 %count, %size
  %p = call ptr @__gpurt_malloc(i64 %bytes)
  ret ptr %p
}

define void @__gpurt_abort(ptr %site) #1 {
  %base = load ptr, ptr addrspace(4) @__gpurt_slot
  store ptr %site, ptr %base
  %mode = load i32, ptr @__gpurt_magazine_mode
  %used = icmp ne i32 %mode, 0
  br i1 %used, label %empty, label %end
empty:
  call void @__gpurt_magazine_leave()
  br label %end
end:
  call void asm sideeffect "exit;", ""()
  unreachable
}

define ptr addrspace(3) @entryOfLane() #2 {
  %rank = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %entry = getelementptr i64, ptr addrspace(3) @magazine, i32 %rank
  ret ptr addrspace(3) %entry
}

define ptr @mallocBeyond(i64 %size) #0 {
  %base = load ptr, ptr addrspace(4) @__gpurt_slot
  %p = getelementptr i8, ptr %base, i64 %size
  ret ptr %p
}

define void @freeBeyond(ptr %p, ptr %site) #0 {
  %base = load ptr, ptr addrspace(4) @__gpurt_slot
  store ptr %p, ptr %base
  ret void
}

declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()

attributes #0 = { noinline nounwind }
attributes #1 = { cold noinline noreturn nounwind }
attributes #2 = { alwaysinline nounwind }

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !2, emissionKind: DebugDirectivesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "devicelib/alloc/Magazine.cpp", directory: "")
!3 = distinct !DISubprogram(name: "__gpurt_magazine_enter", scope: !2, file: !2, line: 150, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !{})
!5 = !DILocation(line: 151, column: 3, scope: !3)
