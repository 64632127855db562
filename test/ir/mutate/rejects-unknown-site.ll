; A name that is not there, for an edit has moved it or it was never right.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -gpurt-mutate=alloc/Slots.cpp:give:fetchOr:relaxed -passes="gpurt-retarget,gpurt-mutate,verify" -S %S/Inputs/library.ll 2>&1 | FileCheck %s
; CHECK: error: there is no order site 'alloc/Slots.cpp:give:fetchOr' in this device code; GPURT_MUTATE=list prints those there are [gpurt-mutate]
