; Last step: what is used becomes this module's own, but the slot, which the
; host must find, one in an image of many modules.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: @__gpurt_slot = weak addrspace(4) externally_initialized global ptr null
; CHECK-NOT: @__gpurt_malloc
; CHECK: define internal void @__gpurt_free(
; CHECK-NOT: @__gpurt_malloc
@__gpurt_slot = linkonce addrspace(4) externally_initialized global ptr null
define linkonce_odr void @__gpurt_free(ptr %p, ptr %site) {
  %s = load ptr, ptr addrspace(4) @__gpurt_slot
  store ptr %p, ptr %s
  ret void
}
define linkonce_odr ptr @__gpurt_malloc(i64 %n) {
  ret ptr null
}
define ptx_kernel void @kernel(ptr %p) {
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}
