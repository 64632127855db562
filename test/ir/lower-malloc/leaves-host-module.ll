; The plugin is loaded for the host's job as well; its malloc is not ours.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes='gpurt-lower-malloc,gpurt-lower-panic,gpurt-link,function(gpurt-heap-to-stack),gpurt-panic-sites,gpurt-seal' -gpurt-strip-debug -S %s -o %t.with
; RUN: opt -passes=verify -S %s -o %t.without
; RUN: cmp %t.with %t.without
target triple = "x86_64-pc-linux-gnu"

@table = global [1 x ptr] [ptr @free]
declare ptr @malloc(i64)
declare ptr @_Znwm(i64)
declare void @free(ptr)
declare void @abort()
declare void @llvm.trap()
declare ptr @__gpurt_malloc(i64)

define void @host() {
  %a = call ptr @malloc(i64 8)
  %b = call ptr @_Znwm(i64 8)
  %c = call ptr @__gpurt_malloc(i64 8)
  call void @free(ptr %a)
  call void @llvm.trap()
  call void @abort()
  unreachable
}
