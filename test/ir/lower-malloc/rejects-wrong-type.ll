; malloc declared as no standard header does: an error with its place.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s -o /dev/null 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @malloc(i32)

; CHECK: error: k.cu:7:3: in function user void (): 'malloc' has type ptr (i32) here, but the runtime's is ptr (i64); declare it as its standard header does [gpurt-lower-malloc]
define void @user() !dbg !4 {
  %p = call ptr @malloc(i32 8), !dbg !6
  ret void
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "k.cu", directory: "/d")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "user", scope: !1, file: !1, line: 6, type: !3, unit: !0)
!6 = !DILocation(line: 7, column: 3, scope: !4)
