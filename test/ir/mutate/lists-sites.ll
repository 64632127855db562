; A site is named after the function in whose text it stands, a lambda's after
; the function around it; copies by inlining are one, a second line counts on.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-mutate=list -passes="gpurt-retarget,gpurt-mutate" -disable-output %S/Inputs/library.ll | FileCheck %s --match-full-lines --strict-whitespace --implicit-check-not=k.cu
;      CHECK:alloc/Slots.cpp:take:compareExchange	devicelib/alloc/Slots.cpp:45	acq_rel	device	acquire,release,relaxed,block
; CHECK-NEXT:alloc/Slots.cpp:take:fetchOr	devicelib/alloc/Slots.cpp:41	acq_rel	device	acquire,release,relaxed,block
; CHECK-NEXT:alloc/Slots.cpp:take:leadingFence	devicelib/alloc/Slots.cpp:46	sc	system	acq_rel,device,block,drop
; CHECK-NEXT:alloc/Slots.cpp:take:load	devicelib/alloc/Slots.cpp:42	relaxed	device	block
; CHECK-NEXT:alloc/Slots.cpp:take:load#2	devicelib/alloc/Slots.cpp:43	acquire	system	relaxed,device,block
; CHECK-NOT:{{.}}
