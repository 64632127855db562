; With -gpurt-malloc=checked each function becomes the checked heap's, which
; always takes a place for its source text. Clang's noalias goes with the call:
; a stale pointer may meet the new block.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -gpurt-malloc=checked -S %s | FileCheck %s
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -gpurt-malloc=fast -S %s | FileCheck %s --check-prefix=FAST
target triple = "nvptx64-nvidia-cuda"

declare noalias ptr @malloc(i64)
declare ptr @calloc(i64, i64)
declare ptr @realloc(ptr, i64)
declare void @free(ptr)
declare ptr @aligned_alloc(i64, i64)
declare i32 @posix_memalign(ptr, i64, i64)
declare ptr @_Znwm(i64)
declare ptr @_ZnwmRKSt9nothrow_t(i64, ptr)
declare ptr @_ZnwmSt11align_val_t(i64, i64)
declare ptr @_ZnwmSt11align_val_tRKSt9nothrow_t(i64, i64, ptr)
declare void @_ZdlPv(ptr)

; FAST-NOT: __gpurt_checked
; CHECK-LABEL: define void @each(
define void @each(ptr %out, i64 %n) {
; CHECK: %a = call ptr @__gpurt_checked_malloc(i64 noundef %n, ptr null)
; FAST: %a = call noalias ptr @__gpurt_malloc(i64 noundef %n)
  %a = call noalias ptr @malloc(i64 noundef %n) #0
; CHECK: %b = call ptr @__gpurt_checked_calloc(i64 2, i64 %n, ptr null)
  %b = call ptr @calloc(i64 2, i64 %n)
; CHECK: %c = call ptr @__gpurt_checked_realloc(ptr %b, i64 9, ptr null)
  %c = call ptr @realloc(ptr %b, i64 9)
; CHECK: %d = call ptr @__gpurt_checked_aligned_alloc(i64 64, i64 %n, ptr null)
  %d = call ptr @aligned_alloc(i64 64, i64 %n)
; CHECK: %e = call i32 @__gpurt_checked_posix_memalign(ptr %out, i64 32, i64 %n, ptr null)
  %e = call i32 @posix_memalign(ptr %out, i64 32, i64 %n)
; CHECK: %f = call ptr @__gpurt_checked_new(i64 8, ptr null)
  %f = call noalias ptr @_Znwm(i64 8)
; CHECK: %g = call ptr @__gpurt_checked_malloc(i64 8, ptr null)
  %g = call noalias ptr @_ZnwmRKSt9nothrow_t(i64 8, ptr null)
; CHECK: %h = call ptr @__gpurt_checked_new_aligned(i64 8, i64 64, ptr null)
  %h = call noalias ptr @_ZnwmSt11align_val_t(i64 8, i64 64)
; CHECK: %i = call ptr @__gpurt_checked_aligned_alloc(i64 64, i64 8, ptr null)
  %i = call noalias ptr @_ZnwmSt11align_val_tRKSt9nothrow_t(i64 8, i64 64, ptr null)
; CHECK: call void @__gpurt_checked_free(ptr %c, ptr null)
; FAST: call void @__gpurt_free(ptr %c, ptr null)
  call void @free(ptr %c)
; CHECK: call void @__gpurt_checked_free(ptr %f, ptr null)
  call void @_ZdlPv(ptr %f)
  ret void
}

; Nothing from which LLVM could conclude what a wrong program does.
; CHECK-DAG: declare align 16 ptr @__gpurt_checked_malloc(i64 noundef, ptr noundef) [[PLAIN:#[0-9]+]]
; CHECK-DAG: declare nonnull align 16 ptr @__gpurt_checked_new(i64 noundef, ptr noundef) [[PLAIN]]
; CHECK-DAG: declare void @__gpurt_checked_free(ptr noundef, ptr noundef) [[PLAIN]]
; CHECK-DAG: attributes [[PLAIN]] = { norecurse nounwind }

attributes #0 = { nounwind allocsize(0) }
