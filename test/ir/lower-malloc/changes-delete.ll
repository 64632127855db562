; Every form of operator delete frees; sizes, alignments and tags are dropped.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare void @_ZdlPv(ptr)
declare void @_ZdaPv(ptr)
declare void @_ZdlPvm(ptr, i64)
declare void @_ZdaPvm(ptr, i64)
declare void @_ZdlPvRKSt9nothrow_t(ptr, ptr)
declare void @_ZdaPvRKSt9nothrow_t(ptr, ptr)
declare void @_ZdlPvSt11align_val_t(ptr, i64)
declare void @_ZdaPvSt11align_val_t(ptr, i64)
declare void @_ZdlPvmSt11align_val_t(ptr, i64, i64)
declare void @_ZdaPvmSt11align_val_t(ptr, i64, i64)
declare void @_ZdlPvSt11align_val_tRKSt9nothrow_t(ptr, i64, ptr)
declare void @_ZdaPvSt11align_val_tRKSt9nothrow_t(ptr, i64, ptr)

; CHECK-LABEL: define void @deletes(
; CHECK-COUNT-12: call void @__gpurt_free(ptr %p, ptr null)
; CHECK-NEXT: ret void
define void @deletes(ptr %p, ptr %tag) {
  call void @_ZdlPv(ptr %p)
  call void @_ZdaPv(ptr %p)
  call void @_ZdlPvm(ptr %p, i64 8)
  call void @_ZdaPvm(ptr %p, i64 8)
  call void @_ZdlPvRKSt9nothrow_t(ptr %p, ptr %tag)
  call void @_ZdaPvRKSt9nothrow_t(ptr %p, ptr %tag)
  call void @_ZdlPvSt11align_val_t(ptr %p, i64 64)
  call void @_ZdaPvSt11align_val_t(ptr %p, i64 64)
  call void @_ZdlPvmSt11align_val_t(ptr %p, i64 8, i64 64)
  call void @_ZdaPvmSt11align_val_t(ptr %p, i64 8, i64 64)
  call void @_ZdlPvSt11align_val_tRKSt9nothrow_t(ptr %p, i64 64, ptr %tag)
  call void @_ZdaPvSt11align_val_tRKSt9nothrow_t(ptr %p, i64 64, ptr %tag)
  ret void
}
; CHECK-NOT: @_Zd
