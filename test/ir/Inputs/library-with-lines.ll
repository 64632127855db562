; A device library of one function, with the debug lines of its compilation.
target triple = "nvptx64-nvidia-cuda"

define ptr @__gpurt_malloc(i64 %size) !dbg !3 {
  ret ptr null, !dbg !5
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !2, emissionKind: DebugDirectivesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "devicelib/alloc/Heap.cpp", directory: "")
!3 = distinct !DISubprogram(name: "__gpurt_malloc", scope: !2, file: !2, line: 150, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !{})
!5 = !DILocation(line: 151, column: 3, scope: !3)
