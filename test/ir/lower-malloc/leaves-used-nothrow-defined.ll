; std::nothrow that device code still uses after lowering becomes one empty
; object; used by Clang's note for the host alone, it goes.
; RUN: split-file %s %t
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %t/used.ll | FileCheck %t/used.ll
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %t/noted.ll | FileCheck %t/noted.ll
;--- used.ll
target triple = "nvptx64-nvidia-cuda"
; CHECK: @_ZSt7nothrow = linkonce_odr addrspace(1) global { i8 } zeroinitializer
@_ZSt7nothrow = external addrspace(1) global { i8 }
define ptr addrspace(1) @f() {
  ret ptr addrspace(1) @_ZSt7nothrow
}
;--- noted.ll
target triple = "nvptx64-nvidia-cuda"
; CHECK-NOT: @_ZSt7nothrow
; CHECK-NOT: @__clang
@_ZSt7nothrow = external addrspace(1) global { i8 }
@__clang_gpu_used_external = internal global [1 x ptr] [ptr addrspacecast (ptr addrspace(1) @_ZSt7nothrow to ptr)]
@llvm.compiler.used = appending global [1 x ptr] [ptr @__clang_gpu_used_external], section "llvm.metadata"
