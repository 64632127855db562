; Every form of operator new. The throwing ones panic when the heap is full;
; the nothrow ones give null, so a nonnull that Clang put there must go, and
; a size of 0 must still give memory.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @_Znwm(i64)
declare ptr @_Znam(i64)
declare ptr @_ZnwmRKSt9nothrow_t(i64, ptr)
declare ptr @_ZnamRKSt9nothrow_t(i64, ptr)
declare ptr @_ZnwmSt11align_val_t(i64, i64)
declare ptr @_ZnamSt11align_val_t(i64, i64)
declare ptr @_ZnwmSt11align_val_tRKSt9nothrow_t(i64, i64, ptr)
declare ptr @_ZnamSt11align_val_tRKSt9nothrow_t(i64, i64, ptr)

; CHECK-LABEL: define void @throwing(
define void @throwing(i64 %n) {
; CHECK: call noalias noundef nonnull dereferenceable(8) ptr @__gpurt_new(i64 noundef 8, ptr null)
  %a = call noalias noundef nonnull dereferenceable(8) ptr @_Znwm(i64 noundef 8) #0
; CHECK: call ptr @__gpurt_new(i64 %n, ptr null)
  %b = call ptr @_Znam(i64 %n)
; CHECK: call align 64 ptr @__gpurt_new_aligned(i64 %n, i64 64, ptr null)
  %c = call align 64 ptr @_ZnwmSt11align_val_t(i64 %n, i64 64)
; CHECK: call ptr @__gpurt_new_aligned(i64 %n, i64 128, ptr null)
  %d = call ptr @_ZnamSt11align_val_t(i64 %n, i64 128)
  ret void
}

; CHECK-LABEL: define void @nothrow(
define void @nothrow(i64 %n, ptr %tag) {
; CHECK: call ptr @__gpurt_malloc(i64 8)
  %a = call nonnull dereferenceable(8) ptr @_ZnwmRKSt9nothrow_t(i64 8, ptr %tag)
; CHECK: call ptr @__gpurt_malloc(i64 1)
  %b = call ptr @_ZnwmRKSt9nothrow_t(i64 0, ptr %tag)
; CHECK: [[SIZE:%.*]] = call i64 @llvm.umax.i64(i64 %n, i64 1)
; CHECK: call ptr @__gpurt_malloc(i64 [[SIZE]])
  %c = call nonnull ptr @_ZnamRKSt9nothrow_t(i64 %n, ptr %tag)
; CHECK: call ptr @__gpurt_aligned_alloc(i64 64, i64 8)
  %d = call ptr @_ZnwmSt11align_val_tRKSt9nothrow_t(i64 8, i64 64, ptr %tag)
; CHECK: call ptr @__gpurt_aligned_alloc(i64 64, i64 24)
  %e = call ptr @_ZnamSt11align_val_tRKSt9nothrow_t(i64 24, i64 64, ptr %tag)
  ret void
}
; The old call's attributes speak of the old callee.
; CHECK-NOT: builtin
attributes #0 = { builtin nounwind allocsize(0) }
