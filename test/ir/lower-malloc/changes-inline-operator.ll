; The operators that cuda_wrappers/new defines inline are replaced whole: its
; throwing new would return null, which its callers may not expect. std::malloc
; and std::free of clang's wrapper go straight to the heap, too.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"
$_Znwm = comdat any
$_ZdlPv = comdat any

declare ptr @malloc(i64)
declare void @free(ptr)

; CHECK-NOT: define{{.*}}@_Znwm
define linkonce_odr nonnull ptr @_Znwm(i64 %n) #0 comdat {
  %p = call ptr @malloc(i64 %n)
  ret ptr %p
}
; CHECK-NOT: define{{.*}}@_ZdlPv
define linkonce_odr void @_ZdlPv(ptr %p) #0 comdat {
  call void @free(ptr %p)
  ret void
}
; CHECK-NOT: define{{.*}}@_ZStL4freePv
define internal void @_ZStL4freePv(ptr %p) #0 {
  call void @free(ptr %p)
  ret void
}
define internal ptr @_ZStL6mallocm(i64 %n) #0 {
  %p = call ptr @malloc(i64 %n)
  ret ptr %p
}

; CHECK-LABEL: define void @user(
define void @user() {
; CHECK-NEXT: %p = call nonnull ptr @__gpurt_new(i64 8, ptr null)
  %p = call nonnull ptr @_Znwm(i64 8)
; CHECK-NEXT: call void @__gpurt_free(ptr %p, ptr null)
  call void @_ZdlPv(ptr %p)
; CHECK-NEXT: %q = call ptr @__gpurt_malloc(i64 8)
  %q = call ptr @_ZStL6mallocm(i64 8)
; CHECK-NEXT: call void @__gpurt_free(ptr %q, ptr null)
  call void @_ZStL4freePv(ptr %q)
  ret void
}
attributes #0 = { nobuiltin noinline optnone }
