; The library's definition replaces our declaration, and its attributes with
; it; without the contract set again no dead pair would be deleted.
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes=gpurt-link -S %s | FileCheck %s --check-prefix=LINKED
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%gpurt_library -passes='gpurt-link,function(instcombine),gpurt-seal' -S %s | FileCheck %s --check-prefix=GONE
target triple = "nvptx64-nvidia-cuda"

; LINKED: define linkonce_odr noalias noundef nonnull align 16 ptr @__gpurt_new(i64 noundef %{{.*}}, ptr noundef captures(none) %{{.*}}) [[NEW:#[0-9]+]]
; LINKED: attributes [[NEW]] = { noinline norecurse nounwind allockind("alloc,uninitialized") allocsize(0) memory(argmem: read, inaccessiblemem: readwrite) "alloc-family"="gpurt"
; GONE-NOT: @__gpurt
; GONE-NOT: @gpurt
declare ptr @__gpurt_new(i64, ptr)
declare void @__gpurt_free(ptr, ptr)
define ptx_kernel void @kernel() {
  %p = call ptr @__gpurt_new(i64 8, ptr null)
  store i32 1, ptr %p
  call void @__gpurt_free(ptr %p, ptr null)
  ret void
}
