; Only what is weaker than the site.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -gpurt-mutate=alloc/Slots.cpp:take:load#2:acq_rel -passes="gpurt-retarget,gpurt-mutate,verify" -S %S/Inputs/library.ll 2>&1 | FileCheck %s
; CHECK: error: 'acq_rel' does not weaken alloc/Slots.cpp:take:load#2, which is acquire, system; it can become relaxed, device, block [gpurt-mutate]
