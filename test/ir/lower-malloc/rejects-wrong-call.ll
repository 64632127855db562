; malloc declared rightly but called with another type (a cast of its address).
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s -o /dev/null 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @malloc(i64)
; CHECK: error: {{.*}}'malloc' has type ptr (i32, i32) here, but the runtime's is ptr (i64){{.*}}[gpurt-lower-malloc]
define void @user() {
  %p = call ptr (i32, i32) @malloc(i32 8, i32 8)
  ret void
}
