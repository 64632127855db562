; The text of devicelib/target/nvptx/AtomicText.h and Thread.h.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i64 @atomics(
; CHECK-NOT: asm
define i64 @atomics(ptr %p, i32 %v, i64 %w) {
  ; CHECK: call i64 @__gpurt_simt_load(ptr %{{.*}}, i32 4, i32 3, i32 2, ptr
  %a = call i32 asm sideeffect "ld.acquire.gpu.b32 $0, [$1];", "=r,l,~{memory}"(ptr %p)
  ; CHECK: call void @__gpurt_simt_store(ptr %{{.*}}, i64 %w, i32 8, i32 4, i32 0, ptr
  call void asm sideeffect "st.release.cta.b64 [$0], $1;", "l,l,~{memory}"(ptr %p, i64 %w)
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 1, ptr %{{.*}}, i64 %{{.*}}, i32 4, i32 5, i32 3, ptr
  %b = call i32 asm sideeffect "atom.acq_rel.sys.add.u32 $0, [$1], $2;", "=r,l,r,~{memory}"(ptr %p, i32 %v)
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 6, ptr %{{.*}}, i64 %w, i32 8, i32 2, i32 1, ptr
  %c = call i64 asm sideeffect "atom.relaxed.cluster.min.s64 $0, [$1], $2;", "=l,l,l,~{memory}"(ptr %p, i64 %w)
  ; CHECK: call i64 @__gpurt_simt_cas(ptr %{{.*}}, i64 %w, i64 %c.0, i32 8, i32 3, i32 3, i32 2, ptr
  %c.0 = add i64 %w, 1
  %d = call i64 asm sideeffect "atom.acquire.gpu.cas.b64 $0, [$1], $2, $3;", "=l,l,l,l,~{memory}"(ptr %p, i64 %w, i64 %c.0)
  ; CHECK: call i64 @__gpurt_simt_rmw(i32 1, ptr %{{.*}}, i64 %{{.*}}, i32 4, i32 4, i32 2, ptr
  call void asm sideeffect "red.release.gpu.add.u32 [$0], $1;", "l,r,~{memory}"(ptr %p, i32 %v)
  ; CHECK: call void @__gpurt_simt_fence(i32 6, i32 3, ptr
  call void asm sideeffect "fence.sc.sys;", "~{memory}"()
  ; CHECK: call void @__gpurt_simt_fence(i32 5, i32 2, ptr
  call void asm sideeffect "fence.acq_rel.gpu;", "~{memory}"()
  ret i64 %d
}
; CHECK-LABEL: define i64 @thread(
define i64 @thread(i32 %n) {
  ; CHECK: call i32 @__gpurt_simt_laneid()
  %a = call i32 asm "mov.u32 $0, %laneid;", "=r"()
  ; CHECK: call i32 @__gpurt_simt_smid()
  %b = call i32 asm sideeffect "mov.u32 $0, %smid;", "=r"()
  ; CHECK: call i64 @__gpurt_simt_gridid()
  %c = call i64 asm "mov.u64 $0, %gridid;", "=l"()
  ; CHECK: call i32 @__gpurt_simt_activemask(ptr
  %d = call i32 asm sideeffect "activemask.b32 $0;", "=r"()
  ; CHECK: call i64 @__gpurt_simt_globaltimer(ptr
  %e = call i64 asm sideeffect "mov.u64 $0, %globaltimer;", "=l"()
  ; CHECK: call i64 @__gpurt_simt_clock(ptr
  %f = call i32 asm sideeffect "mov.u32 $0, %clock;", "=r"()
  ; CHECK: call void @__gpurt_simt_nanosleep(i32 %n, ptr
  call void asm sideeffect "nanosleep.u32 $0;", "r,~{memory}"(i32 %n)
  ; CHECK: call void @__gpurt_simt_exit()
  call void asm sideeffect "exit;", "~{memory}"()
  ret i64 %e
}
