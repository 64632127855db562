; Barriers, votes and shuffles in PTX text.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i32 @f(
; CHECK-NOT: asm
define i32 @f(i32 %v, i32 %n) {
  ; CHECK: call void @__gpurt_simt_bar_sync(i32 1, i32 %n, i32 1, ptr
  call void asm sideeffect "bar.sync 1, $0;", "r,~{memory}"(i32 %n)
  ; CHECK: call void @__gpurt_simt_bar_sync(i32 2, i32 0, i32 0, ptr
  call void asm sideeffect "barrier.sync 2;", "~{memory}"()
  ; CHECK: call void @__gpurt_simt_bar_arrive(i32 3, i32 %n, i32 1, ptr
  call void asm sideeffect "bar.arrive 3, $0;", "r,~{memory}"(i32 %n)
  ; CHECK: call void @__gpurt_simt_cluster_arrive(i32 0, ptr
  call void asm sideeffect "barrier.cluster.arrive.aligned;\0A\09barrier.cluster.wait.aligned;", "~{memory}"()
  ; CUB's inclusive scan: a shuffle whose predicate guards the sum.
  ; CHECK: %[[S:.*]] = call i64 @__gpurt_simt_shfl32(i32 1, i32 -1, i32 %v, i32 1, i32 0, ptr
  ; CHECK: br i1 %{{.*}}, label %[[THEN:.*]], label
  ; CHECK: [[THEN]]:
  ; CHECK: add i32
  ; CHECK: phi i32
  %a = call i32 asm sideeffect "{  .reg .s32 r0;  .reg .pred p;  shfl.sync.up.b32 r0|p, $1, $2, $3, $4;  @p add.s32 r0, r0, $5;  mov.s32 $0, r0;}", "=r,r,r,r,r,r"(i32 %v, i32 1, i32 0, i32 -1, i32 %n)
  ; CHECK: call i32 @__gpurt_simt_vote(i32 0, i32 %n, i32
  %b = call i32 asm sideeffect "{ .reg .pred p; setp.ne.u32 p, $1, 0; vote.sync.ballot.b32 $0, p, $2; }", "=r,r,r"(i32 %v, i32 %n)
  ; CUB spells it vote.ballot.sync, and turns the answer round in place.
  ; CHECK: call i32 @__gpurt_simt_vote(i32 0, i32 -1, i32
  ; CHECK: xor i32 %{{.*}}, -1
  %c = call i32 asm "{ .reg .pred p; and.b32 $0, $1, $2; setp.ne.u32 p, $0, 0; vote.ballot.sync.b32 $0, p, 0xffffffff; @!p not.b32 $0, $0; }", "=r,r,r"(i32 %v, i32 %n)
  ret i32 %a
}
