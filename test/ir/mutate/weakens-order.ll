; Every copy of the site, and nothing else; each says that it is executed.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-mutate=alloc/Slots.cpp:take:fetchOr:acquire -passes="gpurt-retarget,gpurt-mutate,verify" -S %S/Inputs/library.ll | FileCheck %s
; CHECK-LABEL: define i64 @take(
; CHECK: call void @__gpurt_simt_mutated(ptr @[[TEXT:[a-z_]+]])
; CHECK-NEXT: call i64 @__gpurt_simt_rmw({{.*}}, i32 8, i32 3, i32 2, ptr
; CHECK-NOT: @__gpurt_simt_mutated
; CHECK-LABEL: define i64 @takeTwice(
; CHECK: call void @__gpurt_simt_mutated(ptr @[[TEXT]])
; CHECK-NEXT: call i64 @__gpurt_simt_rmw({{.*}}, i32 8, i32 3, i32 2, ptr
