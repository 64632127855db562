; A library that is no bitcode at all.
; RUN: echo "this is not IR" > %t.bc
; RUN: not opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.bc -passes=gpurt-link -S %s -o /dev/null 2>&1 | FileCheck %s
; CHECK: error: cannot read the device library '{{.*}}.bc': expected top-level entity; {{.*}} [gpurt-link]
target triple = "nvptx64-nvidia-cuda"
declare void @__gpurt_abort(ptr)
define void @user() {
  call void @__gpurt_abort(ptr null)
  unreachable
}
