; Where there are lines the inserted calls have line 0: LLVM rejects a call
; without one, once the library has lines too, and the debugger stays put.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s -o %t.ll
; RUN: FileCheck %s < %t.ll
; RUN: llvm-as %S/../Inputs/library-with-magazines.ll -o %t.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -gpurt-library-lines -gpurt-magazines -passes=gpurt-magazines,gpurt-link,verify -S %s -o /dev/null
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)

; CHECK-LABEL: define ptx_kernel void @with_lines(
; CHECK-NEXT: call void @__gpurt_magazine_enter(), !dbg [[ZERO:![0-9]+]]
; CHECK: call void @__gpurt_magazine_leave(), !dbg [[ZERO]]
; CHECK-NEXT: ret void, !dbg [[LAST:![0-9]+]]
define ptx_kernel void @with_lines(ptr %out) !dbg !4 {
  %p = call ptr @__gpurt_malloc(i64 8), !dbg !6
  store ptr %p, ptr %out, !dbg !6
  ret void, !dbg !7
}
; CHECK-LABEL: define ptx_kernel void @without_lines(
; CHECK-NEXT: call void @__gpurt_magazine_enter(){{$}}
; CHECK: call void @__gpurt_magazine_leave(){{$}}
; CHECK: call void @__gpurt_magazine_leave(){{$}}
define ptx_kernel void @without_lines(ptr %out, i1 %early) {
  br i1 %early, label %exit, label %go
exit:
  call void asm sideeffect "exit;", ""()
  ret void
go:
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  ret void
}

; CHECK: [[SUB:![0-9]+]] = distinct !DISubprogram(name: "with_lines"
; CHECK: [[ZERO]] = !DILocation(line: 0, scope: [[SUB]])
; CHECK: [[LAST]] = !DILocation(line: 8
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "k.cu", directory: "/d")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "with_lines", scope: !1, file: !1, line: 6, type: !3, unit: !0)
!6 = !DILocation(line: 7, column: 3, scope: !4)
!7 = !DILocation(line: 8, column: 1, scope: !4)
