; Whether threads list their arenas, and in which heap these are, is known when
; compiling: only if the module has arenas and lanes have magazines.
; RUN: split-file %s %t
; RUN: llvm-as %t/library.ll -o %t/library.bc
; RUN: llvm-link -S %t/module.ll %t/arenas.ll -o %t/both.ll
; RUN: llvm-link -S %t/module.ll %t/checked.ll -o %t/both-checked.ll
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t/library.bc -gpurt-magazines -passes=gpurt-magazines,gpurt-link,verify -S %t/module.ll | FileCheck %s --check-prefix=NONE
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t/library.bc -passes=gpurt-magazines,gpurt-link,verify -S %t/both.ll | FileCheck %s --check-prefix=NONE
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t/library.bc -gpurt-magazines -passes=gpurt-magazines,gpurt-link,verify -S %t/both.ll | FileCheck %s --check-prefix=FAST
; RUN: opt -load-pass-plugin=%gpurt_plugin -gpurt-library=%t/library.bc -gpurt-magazines -passes=gpurt-magazines,gpurt-link,verify -S %t/both-checked.ll | FileCheck %s --check-prefix=CHECKED

; NONE: define {{.*}}@__gpurt_abort(
; NONE-NOT: __gpurt_arena_end
; NONE-NOT: takesBack
; FAST-DAG: call void @__gpurt_arena_end()
; FAST-DAG: call void @takesBackFast()
; FAST-NOT: takesBackChecked
; CHECKED-DAG: call void @__gpurt_arena_end()
; CHECKED-DAG: call void @takesBackChecked()
; CHECKED-NOT: takesBackFast

;--- module.ll
target triple = "nvptx64-nvidia-cuda"
declare ptr @__gpurt_malloc(i64)
declare void @__gpurt_abort(ptr)
define ptx_kernel void @kernel(ptr %out) {
  %p = call ptr @__gpurt_malloc(i64 8)
  store ptr %p, ptr %out
  call void @__gpurt_abort(ptr null)
  unreachable
}

;--- arenas.ll
target triple = "nvptx64-nvidia-cuda"
declare void @__gpurt_arena_enter(ptr)
define void @grow(ptr %node) {
  call void @__gpurt_arena_enter(ptr %node)
  ret void
}

;--- checked.ll
target triple = "nvptx64-nvidia-cuda"
declare void @__gpurt_arena_enter(ptr)
declare ptr @__gpurt_checked_malloc(i64, ptr)
define void @grow(ptr %node) {
  %p = call ptr @__gpurt_checked_malloc(i64 8, ptr null)
  call void @__gpurt_arena_enter(ptr %p)
  ret void
}

;--- library.ll
target triple = "nvptx64-nvidia-cuda"
@__gpurt_magazine_mode = external constant i32, align 4
@__gpurt_arena_mode = external constant i32, align 4
define ptr @__gpurt_malloc(i64 %size) {
  ret ptr null
}
define ptr @__gpurt_checked_malloc(i64 %size, ptr %site) {
  ret ptr null
}
define void @__gpurt_magazine_enter() {
  ret void
}
define void @__gpurt_magazine_leave() {
  ret void
}
define void @__gpurt_arena_enter(ptr %node) {
  ret void
}
define void @__gpurt_abort(ptr %site) {
  %mode = load i32, ptr @__gpurt_arena_mode
  %used = icmp ne i32 %mode, 0
  br i1 %used, label %arenas, label %end
arenas:
  call void @__gpurt_arena_end()
  br label %end
end:
  call void asm sideeffect "exit;", ""()
  unreachable
}
define void @__gpurt_arena_end() {
  %mode = load i32, ptr @__gpurt_arena_mode
  %checked = icmp eq i32 %mode, 2
  br i1 %checked, label %slow, label %fast
slow:
  call void @takesBackChecked()
  ret void
fast:
  call void @takesBackFast()
  ret void
}
define void @takesBackFast() {
  ret void
}
define void @takesBackChecked() {
  ret void
}
