; The step stays, so that a seed means the same schedule.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-mutate=alloc/Slots.cpp:take:leadingFence:drop -passes="gpurt-retarget,gpurt-mutate,verify" -S %S/Inputs/library.ll | FileCheck %s
; CHECK-LABEL: define i64 @take(
; CHECK: call i64 @__gpurt_simt_cas(
; CHECK: call void @__gpurt_simt_mutated(
; CHECK-NEXT: call void @__gpurt_simt_preempt(ptr null, ptr @__gpurt_simt_site
; CHECK-NOT: call void @__gpurt_simt_fence(
