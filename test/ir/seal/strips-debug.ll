; -gpurt-strip-debug: the line directives were asked for by the driver alone.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-seal -S %s | FileCheck %s --check-prefix=KEPT
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-strip-debug -passes=gpurt-seal -S %s | FileCheck %s --check-prefix=GONE
target triple = "nvptx64-nvidia-cuda"

; KEPT: !dbg
; GONE-NOT: !dbg
; GONE-NOT: DICompileUnit
define ptx_kernel void @kernel() !dbg !4 {
  ret void, !dbg !6
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: DebugDirectivesOnly)
!1 = !DIFile(filename: "k.cu", directory: "/d")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "kernel", scope: !1, file: !1, line: 6, type: !3, unit: !0)
!6 = !DILocation(line: 10, column: 7, scope: !4)
