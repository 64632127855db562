; The order stays.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-mutate=alloc/Slots.cpp:take:load#2:block -passes="gpurt-retarget,gpurt-mutate,verify" -S %S/Inputs/library.ll | FileCheck %s
; CHECK-LABEL: define i64 @take(
; CHECK: call i64 @__gpurt_simt_load({{.*}}, i32 8, i32 2, i32 2, ptr
; CHECK: call i64 @__gpurt_simt_load({{.*}}, i32 8, i32 3, i32 0, ptr
