; What -Rpass=gpurt shows.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-heap-to-stack -pass-remarks=gpurt -disable-output %s 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_calloc(i64, i64)
; CHECK: remark: k.cu:7:3: allocation of 16 bytes moved to the stack
define void @user() !dbg !4 {
  %p = call ptr @__gpurt_calloc(i64 4, i64 4), !dbg !6
  ret void, !dbg !6
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "k.cu", directory: "/d")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "user", scope: !1, file: !1, line: 6, type: !3, unit: !0)
!6 = !DILocation(line: 7, column: 3, scope: !4)
