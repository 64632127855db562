; A strong vector access of at most 8 bytes is one access; a longer one is one
; for each element.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define void @pair(
; CHECK: call i64 @__gpurt_simt_load(ptr %{{.*}}, i32 8, i32 2, i32 2,
; CHECK-NOT: call i64 @__gpurt_simt_load
; CHECK: call void @__gpurt_simt_store(ptr %{{.*}}, i64 %{{.*}}, i32 8, i32 2, i32 2,
; CHECK-NOT: call void @__gpurt_simt_store
; CHECK: ret void
define void @pair(ptr %p) {
  %v = call { i32, i32 } asm sideeffect "ld.relaxed.gpu.v2.u32 {$0, $1}, [$2];", "=r,=r,l"(ptr %p)
  %a = extractvalue { i32, i32 } %v, 0
  %b = extractvalue { i32, i32 } %v, 1
  call void asm sideeffect "st.relaxed.gpu.v2.u32 [$0], {$1, $2};", "l,r,r"(ptr %p, i32 %b, i32 %a)
  ret void
}

; CHECK-LABEL: define void @wide(
; CHECK-COUNT-2: call i64 @__gpurt_simt_load(ptr %{{.*}}, i32 8, i32 2, i32 2,
define void @wide(ptr %p) {
  %v = call { i64, i64 } asm sideeffect "ld.relaxed.gpu.v2.u64 {$0, $1}, [$2];", "=l,=l,l"(ptr %p)
  ret void
}
