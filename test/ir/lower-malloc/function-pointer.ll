; Where the address of malloc or free is used, a function of the same type
; takes its place: in code, in initializers and behind casts of them.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -S %s | FileCheck %s
target triple = "nvptx64-nvidia-cuda"

; CHECK: @hooks = addrspace(1) global [2 x ptr] [ptr @__gpurt_thunk_malloc, ptr @__gpurt_thunk__ZdlPvm]
@hooks = addrspace(1) global [2 x ptr] [ptr @malloc, ptr @_ZdlPvm]
; CHECK: @number = addrspace(1) global i64 ptrtoint (ptr @__gpurt_thunk_malloc to i64)
@number = addrspace(1) global i64 ptrtoint (ptr @malloc to i64)

declare ptr @malloc(i64) #0
declare void @_ZdlPvm(ptr, i64)

; CHECK-LABEL: define ptr @choose(
define ptr @choose(i1 %c, ptr %mine) {
; CHECK: %f = select i1 %c, ptr @__gpurt_thunk_malloc, ptr %mine
  %f = select i1 %c, ptr @malloc, ptr %mine
; CHECK: %p = call ptr %f(i64 8)
  %p = call ptr %f(i64 8)
; CHECK: %q = call ptr @__gpurt_malloc(i64 4)
  %q = call ptr @malloc(i64 4)
; CHECK: call void %mine(ptr @__gpurt_thunk_malloc)
  call void %mine(ptr @malloc)
  ret ptr %p
}

; CHECK: define internal ptr @__gpurt_thunk_malloc(i64 [[N:%.*]]) [[ATTRS:#[0-9]+]] {
; CHECK: [[P:%.*]] = call ptr @__gpurt_malloc(i64 [[N]])
; CHECK: ret ptr [[P]]
; CHECK: define internal void @__gpurt_thunk__ZdlPvm(ptr [[P:%.*]], i64 {{%.*}})
; CHECK: call void @__gpurt_free(ptr [[P]], ptr null)
; CHECK: ret void
; CHECK: attributes [[ATTRS]] = { nounwind "target-cpu"="sm_90" }
attributes #0 = { "target-cpu"="sm_90" }
