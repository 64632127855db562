; Order and scope of loads, stores, compare-exchange and fences arrive as written.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i32 @accesses(
define i32 @accesses(ptr %p, i32 %v) {
  ; CHECK: call i64 @__gpurt_simt_load(ptr %p, i32 4, i32 3, i32 2, ptr
  %a = load atomic i32, ptr %p syncscope("device") acquire, align 4
  ; CHECK: call void @__gpurt_simt_store(ptr %p, i64 %{{.*}}, i32 4, i32 4, i32 0, ptr
  store atomic i32 %v, ptr %p syncscope("block") release, align 4
  ; CHECK: call i64 @__gpurt_simt_load(ptr {{.*}}, i32 4, i32 1, i32 3, ptr
  %b = load volatile i32, ptr %p, align 4
  ; CHECK: %[[OLD64:.*]] = call i64 @__gpurt_simt_cas(ptr %p, i64 %{{.*}}, i64 %{{.*}}, i32 4, i32 5, i32 3, i32 3, ptr
  ; CHECK: %[[OLD:.*]] = trunc i64 %[[OLD64]] to i32
  ; CHECK: icmp eq i32 %[[OLD]], %{{.*}}
  %c = cmpxchg ptr %p, i32 %a, i32 %v acq_rel acquire, align 4
  ; CHECK: call void @__gpurt_simt_fence(i32 6, i32 1, ptr
  fence syncscope("cluster") seq_cst
  %d = extractvalue { i32, i1 } %c, 0
  %r = add i32 %b, %d
  ret i32 %r
}
; A lane's own stack is no one else's business.
; CHECK-LABEL: define i32 @private(
define i32 @private(i32 %v) {
  %p = alloca i32
  ; CHECK: store volatile i32 %v, ptr %p
  store volatile i32 %v, ptr %p
  %a = load i32, ptr %p
  ret i32 %a
}
