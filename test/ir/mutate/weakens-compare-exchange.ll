; A failed compare-exchange has the order of a load that goes with it.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-mutate=alloc/Slots.cpp:take:compareExchange:release -passes="gpurt-retarget,gpurt-mutate,verify" -S %S/Inputs/library.ll | FileCheck %s
; CHECK-LABEL: define i64 @take(
; CHECK: call i64 @__gpurt_simt_rmw({{.*}}, i32 8, i32 5, i32 2, ptr
; CHECK: call i64 @__gpurt_simt_cas({{.*}}, i32 8, i32 4, i32 2, i32 2, ptr
