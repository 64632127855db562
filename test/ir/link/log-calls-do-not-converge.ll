; A log entry is right whichever lanes make it together, so what it calls is no
; reason to keep a loop from being unrolled. Other functions of the library keep
; what they have.
; RUN: split-file %s %t
; RUN: llvm-as %t/library.ll -o %t/library.bc
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t/library.bc -passes=gpurt-link,verify -S %t/module.ll | FileCheck %s

; CHECK-LABEL: define {{.*}}@__gpurt_log_short(
; CHECK: call void %{{.*}}(i32 %{{.*}})
; CHECK-NOT: #
; CHECK: ret void
; CHECK-LABEL: define {{.*}}@__gpurt_other(
; CHECK: call void %{{.*}}(i32 %{{.*}}) #[[CONVERGENT:[0-9]+]]
; CHECK: attributes #[[CONVERGENT]] = { convergent }

;--- module.ll
target triple = "nvptx64-nvidia-cuda"
declare void @__gpurt_log_short(i32)
declare void @__gpurt_other(i32)
define void @f(i32 %x) {
  call void @__gpurt_log_short(i32 %x)
  call void @__gpurt_other(i32 %x)
  ret void
}

;--- library.ll
target triple = "nvptx64-nvidia-cuda"
@pointer = external global ptr
define void @__gpurt_log_short(i32 %x) {
  %f = load ptr, ptr @pointer
  call void %f(i32 %x) convergent
  ret void
}
define void @__gpurt_other(i32 %x) {
  %f = load ptr, ptr @pointer
  call void %f(i32 %x) convergent
  ret void
}
