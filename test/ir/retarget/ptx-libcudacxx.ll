; libcu++ puts the modifiers in another order; without an order atom is relaxed.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i32 @f(
; CHECK-NOT: asm
define i32 @f(ptr %p, i32 %v) {
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 1, ptr %{{.*}}, i32 4, i32 4, i32 0, ptr
  %a = call i32 asm sideeffect "atom.add.release.cta.s32 $0,[$1],$2;", "=r,l,r,~{memory}"(ptr %p, i32 %v)
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 0, ptr %{{.*}}, i32 4, i32 2, i32 2, ptr
  %b = call i32 asm sideeffect "atom.exch.b32 $0,[$1],$2;", "=r,l,r,~{memory}"(ptr %p, i32 %v)
  ; CHECK: call i64 @__gpurt_simt_load(ptr %{{.*}}, i32 4, i32 1, i32 3, ptr
  %c = call i32 asm sideeffect "ld.volatile.b32 $0,[$1];", "=r,l,~{memory}"(ptr %p)
  ; CHECK: call i64 @__gpurt_simt_load(ptr %{{.*}}, i32 4, i32 2, i32 3, ptr
  %d = call i32 asm sideeffect "ld.mmio.relaxed.sys.b32 $0,[$1];", "=r,l,~{memory}"(ptr %p)
  ret i32 %a
}
