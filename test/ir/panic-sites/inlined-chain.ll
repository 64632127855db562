; One line a frame, innermost first; equal text is stored once; a call with no
; location, or whose Site is already given, keeps what it has. A path that
; Clang cut at the compilation's folder is put together again.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-panic-sites,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK-DAG: [[FREE:@__gpurt_site[0-9]*]] = private unnamed_addr constant [{{[0-9]+}} x i8] c"check(int)\09/lib/check.h\093\095\0Akernel(int*)\09k.cu\0910\097\0A\00", align 1
; CHECK-DAG: [[TRAP:@__gpurt_site[0-9]*]] = private unnamed_addr constant [{{[0-9]+}} x i8] c"kernel(int*)\09k.cu\0911\093\0A\00", align 1
; CHECK-NOT: @__gpurt_site{{.*}} = private
declare void @__gpurt_free(ptr, ptr)
declare ptr @__gpurt_realloc(ptr, i64, ptr)
declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_trap(ptr)

; CHECK-LABEL: define ptx_kernel void @_Z6kernelPi(
define ptx_kernel void @_Z6kernelPi(ptr %p) !dbg !4 {
; CHECK-NEXT: call void @__gpurt_free(ptr %p, ptr [[FREE]])
  call void @__gpurt_free(ptr %p, ptr null), !dbg !7
; CHECK-NEXT: call ptr @__gpurt_realloc(ptr %p, i64 8, ptr [[FREE]])
  %q = call ptr @__gpurt_realloc(ptr %p, i64 8, ptr null), !dbg !7
; CHECK-NEXT: call ptr @__gpurt_malloc(i64 8)
  %r = call ptr @__gpurt_malloc(i64 8), !dbg !7
; CHECK-NEXT: call void @__gpurt_trap(ptr [[TRAP]])
  call void @__gpurt_trap(ptr null), !dbg !9
  unreachable
}

; CHECK-LABEL: define void @library(
define void @library(ptr %site) {
; CHECK-NEXT: call void @__gpurt_free(ptr %site, ptr null)
  call void @__gpurt_free(ptr %site, ptr null)
; CHECK-NEXT: call void @__gpurt_trap(ptr %site)
  call void @__gpurt_trap(ptr %site)
  unreachable
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: DebugDirectivesOnly)
!1 = !DIFile(filename: "k.cu", directory: "/d")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
; As with line tables alone: no linkage name, but the function exists.
!4 = distinct !DISubprogram(name: "kernel", scope: !1, file: !1, line: 6, type: !3, unit: !0)
!5 = distinct !DISubprogram(name: "check", linkageName: "_Z5checki", scope: !8, file: !8, line: 1, type: !3, unit: !0)
!6 = distinct !DILocation(line: 10, column: 7, scope: !4)
!7 = !DILocation(line: 3, column: 5, scope: !5, inlinedAt: !6)
!8 = !DIFile(filename: "check.h", directory: "/lib")
!9 = !DILocation(line: 11, column: 3, scope: !4)
