; Functions inline only into ones of the same target, so the library's take
; the module's. Its flags, idents and debug information do not come along, and
; nothing is said about two modules that differ.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes=gpurt-link,verify -S %s 2>%t.err | FileCheck %s
; RUN: count 0 < %t.err
target datalayout = "e-i64:64-i128:128-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda-other"

; CHECK: target datalayout = "e-i64:64-i128:128-v16:16-v32:32-n16:32:64"
; CHECK: target triple = "nvptx64-nvidia-cuda-other"
; CHECK: define internal ptr @gpurt_take({{.*}}) [[TAKE:#[0-9]+]]
; CHECK-NOT: sm_70
; CHECK: attributes [[TAKE]] = { nounwind "gpurt-library" "target-cpu"="sm_100" "target-features"="+ptx88,+sm_100" }
; CHECK-NOT: sm_70
; CHECK: !llvm.module.flags = !{![[FLAG:[0-9]+]]}
; CHECK-NOT: !llvm.ident
; CHECK: ![[FLAG]] = !{i32 4, !"nvvm-reflect-ftz", i32 0}
; CHECK-NOT: a compiler that left its name
declare ptr @__gpurt_malloc(i64)
define ptr @user() #0 {
  %p = call ptr @__gpurt_malloc(i64 8)
  ret ptr %p
}
attributes #0 = { "target-cpu"="sm_100" "target-features"="+ptx88,+sm_100" }
!llvm.module.flags = !{!0}
!0 = !{i32 4, !"nvvm-reflect-ftz", i32 0}
