; A site names the innermost frame that the user wrote, and each call has its
; own constant, which the engine takes for the call's identity.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-DAG: @[[FILE:.*]] = private unnamed_addr constant [5 x i8] c"k.cu\00"
; CHECK-DAG: @[[IN:.*]] = private unnamed_addr constant [4 x i8] c"use\00"
; CHECK-DAG: @[[WHAT:.*]] = private unnamed_addr constant [9 x i8] c"syncwarp\00"
; CHECK-DAG: @[[A:__gpurt_simt_site[0-9]*]] = private constant { ptr, ptr, ptr, i32, i32 } { ptr @[[FILE]], ptr @[[IN]], ptr @[[WHAT]], i32 41, i32 3 }
; CHECK-LABEL: define void @k(
; CHECK: call void @__gpurt_simt_syncwarp(i32 -1, ptr @__gpurt_simt_site){{.*}}, !dbg
; CHECK: call void @__gpurt_simt_syncwarp(i32 -1, ptr @__gpurt_simt_site{{[0-9]+}}){{.*}}, !dbg
define void @k() !dbg !4 {
  call void @llvm.nvvm.bar.warp.sync(i32 -1), !dbg !8
  call void @llvm.nvvm.bar.warp.sync(i32 -1), !dbg !8
  ret void, !dbg !9
}
declare void @llvm.nvvm.bar.warp.sync(i32)

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!3}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "k.cu", directory: "/home/user")
!2 = !DIFile(filename: "/usr/lib/llvm-22/lib/clang/22/include/__clang_cuda_intrinsics.h", directory: "")
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "use", linkageName: "_Z3usev", scope: !1, file: !1, line: 40, type: !10, unit: !0, spFlags: DISPFlagDefinition)
!5 = distinct !DISubprogram(name: "__syncwarp", scope: !2, file: !2, line: 900, type: !10, unit: !0, spFlags: DISPFlagDefinition)
!7 = distinct !DILocation(line: 41, column: 3, scope: !4)
!8 = !DILocation(line: 901, column: 5, scope: !5, inlinedAt: !7)
!9 = !DILocation(line: 42, column: 1, scope: !4)
!10 = !DISubroutineType(types: !11)
!11 = !{}
