; The malloc family becomes our heap's. Calls keep their location, and a call
; that may panic takes a place for its source text, still null.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s | FileCheck %s
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s | FileCheck %s --check-prefix=GONE
target triple = "nvptx64-nvidia-cuda"

; GONE-NOT: @malloc(
; GONE-NOT: @free(
; GONE-NOT: @calloc(
; GONE-NOT: @realloc(
; GONE-NOT: @aligned_alloc(
; GONE-NOT: @memalign(
; GONE-NOT: @posix_memalign(
declare noalias ptr @malloc(i64)
declare ptr @calloc(i64, i64)
declare ptr @realloc(ptr, i64)
declare void @free(ptr)
declare ptr @aligned_alloc(i64, i64)
declare ptr @memalign(i64, i64)
declare i32 @posix_memalign(ptr, i64, i64)

; CHECK-LABEL: define void @c_family(
define void @c_family(ptr %out, i64 %n) !dbg !4 {
; CHECK: %a = tail call noalias ptr @__gpurt_malloc(i64 noundef %n), !dbg [[LINE7:![0-9]+]]
  %a = tail call noalias ptr @malloc(i64 noundef %n) #0, !dbg !6
; CHECK: %b = call ptr @__gpurt_calloc(i64 2, i64 %n)
  %b = call ptr @calloc(i64 2, i64 %n), !dbg !6
; CHECK: %c = call ptr @__gpurt_realloc(ptr %b, i64 9, ptr null), !dbg [[LINE7]]
  %c = call ptr @realloc(ptr %b, i64 9), !dbg !6
; CHECK: %d = call ptr @__gpurt_aligned_alloc(i64 64, i64 %n)
  %d = call ptr @aligned_alloc(i64 64, i64 %n), !dbg !6
; CHECK: %e = call ptr @__gpurt_aligned_alloc(i64 32, i64 %n)
  %e = call ptr @memalign(i64 32, i64 %n), !dbg !6
; CHECK: %f = call i32 @__gpurt_posix_memalign(ptr %out, i64 32, i64 %n)
  %f = call i32 @posix_memalign(ptr %out, i64 32, i64 %n), !dbg !6
; CHECK: call void @__gpurt_free(ptr %c, ptr null), !dbg [[LINE7]]
  call void @free(ptr %c), !dbg !6
  ret void
}

; CHECK: [[LINE7]] = !DILocation(line: 7

attributes #0 = { nounwind allocsize(0) }
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "k.cu", directory: "/d")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "c_family", scope: !1, file: !1, line: 6, type: !3, unit: !0)
!6 = !DILocation(line: 7, column: 3, scope: !4)
