; The same where malloc of a wrong type is never called but only pointed to.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s -o /dev/null 2>&1 | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: 'free' has type i32 (ptr) here, but the runtime's is void (ptr){{.*}}[gpurt-lower-malloc]
@hook = addrspace(1) global ptr @free
declare i32 @free(ptr)
