; Optimization removed the last use: nothing of the library stays.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-seal,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK-NOT: @__gpurt
; CHECK: define ptx_kernel void @kernel()
@__gpurt_slot = linkonce addrspace(4) externally_initialized global ptr null
@__gpurt_panic_mode = internal constant i32 3
define linkonce_odr void @__gpurt_free(ptr %p, ptr %site) {
  %s = load ptr, ptr addrspace(4) @__gpurt_slot
  store ptr %p, ptr %s
  ret void
}
define ptx_kernel void @kernel() {
  ret void
}
