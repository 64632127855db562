; The contract of our heap, from which LLVM knows what it may delete.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

declare ptr @malloc(i64)
declare ptr @calloc(i64, i64)
declare ptr @realloc(ptr, i64)
declare void @free(ptr)
declare ptr @aligned_alloc(i64, i64)
declare i32 @posix_memalign(ptr, i64, i64)
declare ptr @_Znwm(i64)
declare ptr @_ZnwmSt11align_val_t(i64, i64)

define void @use(ptr %out) {
  %a = call ptr @malloc(i64 8)
  %b = call ptr @calloc(i64 2, i64 8)
  %c = call ptr @realloc(ptr %b, i64 9)
  call void @free(ptr %c)
  %d = call ptr @aligned_alloc(i64 64, i64 8)
  %e = call i32 @posix_memalign(ptr %out, i64 64, i64 8)
  %f = call ptr @_Znwm(i64 8)
  %g = call ptr @_ZnwmSt11align_val_t(i64 8, i64 64)
  ret void
}

; CHECK-DAG: declare noalias noundef align 16 ptr @__gpurt_malloc(i64 noundef) [[MALLOC:#[0-9]+]]
; CHECK-DAG: attributes [[MALLOC]] = { norecurse nounwind willreturn allockind("alloc,uninitialized") allocsize(0) memory(inaccessiblemem: readwrite) "alloc-family"="gpurt" }
; CHECK-DAG: declare noalias noundef align 16 ptr @__gpurt_calloc(i64 noundef, i64 noundef) [[CALLOC:#[0-9]+]]
; CHECK-DAG: attributes [[CALLOC]] = { norecurse nounwind willreturn allockind("alloc,zeroed") allocsize(0,1) memory(inaccessiblemem: readwrite) "alloc-family"="gpurt" }
; CHECK-DAG: declare noalias noundef align 16 ptr @__gpurt_realloc(ptr allocptr noundef captures(none), i64 noundef, ptr noundef captures(none)) [[REALLOC:#[0-9]+]]
; CHECK-DAG: attributes [[REALLOC]] = { norecurse nounwind allockind("realloc") allocsize(1) memory(argmem: readwrite, inaccessiblemem: readwrite) "alloc-family"="gpurt" }
; CHECK-DAG: declare void @__gpurt_free(ptr allocptr noundef captures(none), ptr noundef captures(none)) [[FREE:#[0-9]+]]
; CHECK-DAG: attributes [[FREE]] = { norecurse nounwind allockind("free") memory(argmem: readwrite, inaccessiblemem: readwrite) "alloc-family"="gpurt" }
; CHECK-DAG: declare noalias noundef ptr @__gpurt_aligned_alloc(i64 allocalign noundef, i64 noundef) [[ALIGNED:#[0-9]+]]
; CHECK-DAG: attributes [[ALIGNED]] = { norecurse nounwind willreturn allockind("alloc,uninitialized,aligned") allocsize(1) memory(inaccessiblemem: readwrite) "alloc-family"="gpurt" }
; CHECK-DAG: declare i32 @__gpurt_posix_memalign(ptr noundef captures(none), i64 noundef, i64 noundef)
; CHECK-DAG: declare noalias noundef nonnull align 16 ptr @__gpurt_new(i64 noundef, ptr noundef captures(none)) [[NEW:#[0-9]+]]
; CHECK-DAG: attributes [[NEW]] = { norecurse nounwind allockind("alloc,uninitialized") allocsize(0) memory(argmem: read, inaccessiblemem: readwrite) "alloc-family"="gpurt" }
; CHECK-DAG: declare noalias noundef nonnull ptr @__gpurt_new_aligned(i64 noundef, i64 allocalign noundef, ptr noundef captures(none))
