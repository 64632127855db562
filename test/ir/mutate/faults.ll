; Each copy of the library's look whether the grid is to stop asks the engine
; what it finds; other loads of that function and of others are left.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,gpurt-faults,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i64 @wait(
; CHECK: [[SEEN:%.*]] = call i64 @__gpurt_simt_load(
; CHECK-NEXT: [[GRID:%.*]] = call i64 @__gpurt_simt_gridid()
; CHECK-NEXT: [[STOPPED:%.*]] = add i64 [[GRID]], 2
; CHECK-NEXT: [[FOUND:%.*]] = call i64 @__gpurt_simt_fault(i64 [[SEEN]], i64 [[STOPPED]])
; CHECK-NOT: @__gpurt_simt_fault
; CHECK: [[NEXT:%.*]] = call i64 @__gpurt_simt_load(
; CHECK-NOT: @__gpurt_simt_fault
; CHECK: add i64 [[FOUND]], [[NEXT]]
define i64 @wait(ptr %home) !dbg !10 {
  %seen = call i64 asm sideeffect "ld.relaxed.gpu.b64 $0, [$1];", "=l,l,~{memory}"(ptr %home), !dbg !20
  %next = call i64 asm sideeffect "ld.relaxed.gpu.b64 $0, [$1];", "=l,l,~{memory}"(ptr %home), !dbg !22
  %sum = add i64 %seen, %next
  ret i64 %sum, !dbg !24
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "k.cu", directory: "/home/user")
!3 = !DIFile(filename: "devicelib/error/Stop.h", directory: "")
!4 = !DIFile(filename: "devicelib/target/Atomic.h", directory: "")
!5 = !DISubroutineType(types: !{})
!10 = distinct !DISubprogram(name: "wait", scope: !2, file: !2, line: 3, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!11 = distinct !DISubprogram(name: "isStopped", scope: !3, file: !3, line: 20, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!12 = distinct !DISubprogram(name: "load<(gpurt::target::Order)0>", scope: !4, file: !4, line: 60, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!20 = !DILocation(line: 61, column: 3, scope: !12, inlinedAt: !21)
!21 = distinct !DILocation(line: 24, column: 3, scope: !11, inlinedAt: !30)
!22 = !DILocation(line: 61, column: 3, scope: !12, inlinedAt: !23)
!23 = distinct !DILocation(line: 28, column: 3, scope: !11, inlinedAt: !30)
!24 = !DILocation(line: 5, column: 1, scope: !10)
!30 = distinct !DILocation(line: 4, column: 3, scope: !10)
