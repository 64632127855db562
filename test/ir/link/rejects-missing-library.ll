; No library: one error that says where it was looked for and what to do.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t.nowhere.bc -passes=gpurt-link -S %s -o /dev/null 2>&1 | FileCheck %s
; CHECK: error: cannot read the device library '{{.*}}.nowhere.bc': {{.*}}o such file or directory; build gpurt-devicelib or give its place with -mllvm -gpurt-library=FILE [gpurt-link]
target triple = "nvptx64-nvidia-cuda"
declare void @__gpurt_abort(ptr)
define void @user() {
  call void @__gpurt_abort(ptr null)
  unreachable
}
