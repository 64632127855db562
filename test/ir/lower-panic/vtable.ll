; Clang 22 leaves these two undefined on the device, so a class with a pure
; virtual function did not assemble.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-panic,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: @_ZTV1B = linkonce_odr unnamed_addr constant { [4 x ptr] } { [4 x ptr] [ptr null, ptr null, ptr @__gpurt_thunk___cxa_pure_virtual, ptr @__gpurt_thunk___cxa_deleted_virtual] }
@_ZTV1B = linkonce_odr unnamed_addr constant { [4 x ptr] } { [4 x ptr] [ptr null, ptr null, ptr @__cxa_pure_virtual, ptr @__cxa_deleted_virtual] }
declare void @__cxa_pure_virtual() unnamed_addr
declare void @__cxa_deleted_virtual() unnamed_addr

; CHECK: define internal void @__gpurt_thunk___cxa_pure_virtual()
; CHECK-NEXT: call void @__gpurt_pure_virtual(ptr null)
; CHECK-NEXT: unreachable
