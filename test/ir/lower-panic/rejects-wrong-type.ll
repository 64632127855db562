; abort declared as no standard header does.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-panic -S %s -o /dev/null 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare i32 @abort(i32)
; CHECK: error: {{.*}}'abort' has type i32 (i32) here, but the runtime's is void (){{.*}}[gpurt-lower-panic]
define void @user() {
  %v = call i32 @abort(i32 1)
  ret void
}
