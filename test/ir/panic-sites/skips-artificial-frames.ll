; A function marked artificial is no part of the program's text: gpurt/panic.h
; has such ones between a check and the call that it makes.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-panic-sites,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: [[SITE:@__gpurt_site]] = private unnamed_addr constant [{{[0-9]+}} x i8] c"kernel\09k.cu\0910\097\0A\00", align 1
declare void @__gpurt_trap(ptr)

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NEXT: call void @__gpurt_trap(ptr [[SITE]])
define ptx_kernel void @kernel() !dbg !4 {
  call void @__gpurt_trap(ptr null), !dbg !7
  unreachable
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "k.cu", directory: "/d")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "kernel", scope: !1, file: !1, line: 6, type: !3, unit: !0)
!5 = distinct !DISubprogram(name: "checkFailed", scope: !8, file: !8, line: 1, type: !3, flags: DIFlagArtificial, unit: !0)
!6 = distinct !DILocation(line: 10, column: 7, scope: !4)
!7 = !DILocation(line: 3, column: 2, scope: !5, inlinedAt: !6)
!8 = !DIFile(filename: "gpurt/panic.h", directory: "/d")
