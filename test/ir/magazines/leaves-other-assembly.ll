; "exit" as part of another word ends no thread: to empty the magazine there
; would only cost time.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-magazines -passes=gpurt-magazines,verify -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @__gpurt_malloc(i64)

; CHECK-LABEL: define ptx_kernel void @kernel(
; CHECK-NEXT: call void @__gpurt_magazine_enter()
; CHECK-NEXT: call ptr @__gpurt_malloc(
; CHECK-NEXT: store ptr
; CHECK-NEXT: call void asm sideeffect "exit_label: ;"
; CHECK-NEXT: call void asm sideeffect "bra the_exit;"
; CHECK-NEXT: call void asm sideeffect "mov.u32 %exitx, 0;"
; CHECK-NEXT: call void asm sideeffect "st.exit.u32 [0], 0;"
; CHECK-NEXT: call void @exit()
; CHECK-NEXT: call void @__gpurt_magazine_leave()
; CHECK-NEXT: ret void
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  call void asm sideeffect "exit_label: ;", ""()
  call void asm sideeffect "bra the_exit;", ""()
  call void asm sideeffect "mov.u32 %exitx, 0;", ""()
  call void asm sideeffect "st.exit.u32 [0], 0;", ""()
  call void @exit()
  ret void
}
declare void @exit()
