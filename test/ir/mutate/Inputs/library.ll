; What the device library looks like inside a program: two functions in which
; inline PTX stands behind one or two frames of devicelib/target.
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

define i64 @take(ptr %p) !dbg !10 {
  %a = call i64 asm sideeffect "atom.acq_rel.gpu.or.b64 $0, [$1], $2;", "=l,l,l,~{memory}"(ptr %p, i64 1), !dbg !20
  %b = call i64 asm sideeffect "ld.relaxed.gpu.b64 $0, [$1];", "=l,l,~{memory}"(ptr %p), !dbg !22
  %c = call i64 asm sideeffect "ld.acquire.sys.b64 $0, [$1];", "=l,l,~{memory}"(ptr %p), !dbg !24
  %d = call i64 asm sideeffect "atom.acq_rel.gpu.cas.b64 $0, [$1], $2, $3;", "=l,l,l,l,~{memory}"(ptr %p, i64 1, i64 2), !dbg !26
  call void asm sideeffect "fence.sc.sys;", "~{memory}"(), !dbg !28
  ret i64 %a, !dbg !30
}

; The same line, inlined into another function.
define i64 @takeTwice(ptr %p) !dbg !11 {
  %a = call i64 asm sideeffect "atom.acq_rel.gpu.or.b64 $0, [$1], $2;", "=l,l,l,~{memory}"(ptr %p, i64 1), !dbg !31
  ret i64 %a, !dbg !33
}

; The program's own atomics are no sites.
define void @kernel(ptr %p) !dbg !12 {
  call void asm sideeffect "st.release.gpu.b64 [$0], $1;", "l,l,~{memory}"(ptr %p, i64 1), !dbg !34
  ret void, !dbg !34
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "k.cu", directory: "/home/user")
!3 = !DIFile(filename: "devicelib/alloc/Slots.cpp", directory: "")
!4 = !DIFile(filename: "devicelib/target/Atomic.h", directory: "")
!5 = !DISubroutineType(types: !{})
!10 = distinct !DISubprogram(name: "take", scope: !3, file: !3, line: 40, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!11 = distinct !DISubprogram(name: "takeTwice", scope: !3, file: !3, line: 60, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!12 = distinct !DISubprogram(name: "kernel", scope: !2, file: !2, line: 3, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!13 = distinct !DISubprogram(name: "fetchOr<(gpurt::target::Order)3>", scope: !4, file: !4, line: 90, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!14 = distinct !DISubprogram(name: "load<(gpurt::target::Order)0>", scope: !4, file: !4, line: 60, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!15 = distinct !DISubprogram(name: "compareExchange<(gpurt::target::Order)3>", scope: !4, file: !4, line: 80, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!16 = distinct !DISubprogram(name: "leadingFence<(gpurt::target::Order)4>", scope: !4, file: !4, line: 50, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!17 = distinct !DISubprogram(name: "operator()", scope: !3, file: !3, line: 44, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!20 = !DILocation(line: 91, column: 3, scope: !13, inlinedAt: !21)
!21 = distinct !DILocation(line: 41, column: 3, scope: !10)
!22 = !DILocation(line: 61, column: 3, scope: !14, inlinedAt: !23)
!23 = distinct !DILocation(line: 42, column: 3, scope: !10)
!24 = !DILocation(line: 61, column: 3, scope: !14, inlinedAt: !25)
!25 = distinct !DILocation(line: 43, column: 3, scope: !10)
!26 = !DILocation(line: 81, column: 3, scope: !15, inlinedAt: !27)
; Line 45 is in a lambda of take.
!27 = distinct !DILocation(line: 45, column: 3, scope: !17, inlinedAt: !35)
!28 = !DILocation(line: 51, column: 3, scope: !16, inlinedAt: !29)
!29 = distinct !DILocation(line: 62, column: 3, scope: !14, inlinedAt: !36)
!30 = !DILocation(line: 47, column: 1, scope: !10)
!31 = !DILocation(line: 91, column: 3, scope: !13, inlinedAt: !32)
!32 = distinct !DILocation(line: 41, column: 3, scope: !10, inlinedAt: !33)
!33 = distinct !DILocation(line: 61, column: 3, scope: !11)
!34 = !DILocation(line: 4, column: 3, scope: !12)
!35 = distinct !DILocation(line: 44, column: 3, scope: !10)
!36 = distinct !DILocation(line: 46, column: 3, scope: !10)
