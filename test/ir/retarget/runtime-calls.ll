; printf, traps, sleep, exit and libdevice's questions.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@format = private constant [3 x i8] c"%d\00"
@key = private constant [12 x i8] c"__CUDA_ARCH\00"
@ftz = private constant [11 x i8] c"__CUDA_FTZ\00"
; CHECK-LABEL: define i32 @f(
define i32 @f(ptr %args, i32 %n) {
  ; CHECK: call i32 @__gpurt_simt_vprintf(ptr @format, ptr %args)
  %a = call i32 @vprintf(ptr @format, ptr %args)
  ; CHECK: call void @__gpurt_simt_nanosleep(i32 %n, ptr
  call void @llvm.nvvm.nanosleep(i32 %n)
  %b = call i32 @__nvvm_reflect(ptr @key)
  %c = call i32 @__nvvm_reflect(ptr @ftz)
  ; CHECK: add i32 900, 0
  %r = add i32 %b, %c
  ret i32 %r
}
; CHECK-LABEL: define void @ends(
define void @ends(i1 %p) {
  br i1 %p, label %one, label %two
one:
  ; CHECK: call void @__gpurt_simt_trap(ptr null, ptr @__gpurt_simt_site
  call void @llvm.trap()
  unreachable
two:
  ; CHECK: call void @__gpurt_simt_exit()
  call void @llvm.nvvm.exit()
  ret void
}
; CHECK-LABEL: define void @asserts(
define void @asserts() {
  ; CHECK: call void @__gpurt_simt_assertfail(ptr @key, ptr @format, i32 7, ptr @ftz, ptr @__gpurt_simt_site
  call void @__assertfail(ptr @key, ptr @format, i32 7, ptr @ftz, i64 1)
  unreachable
}
; CHECK: declare void @__gpurt_simt_exit() #[[END:[0-9]+]]
; CHECK: attributes #[[END]] = { convergent noreturn nounwind }
declare i32 @vprintf(ptr, ptr)
declare i32 @__nvvm_reflect(ptr)
declare void @llvm.nvvm.nanosleep(i32)
declare void @llvm.trap()
declare void @llvm.nvvm.exit()
declare void @__assertfail(ptr, ptr, i32, ptr, i64)
