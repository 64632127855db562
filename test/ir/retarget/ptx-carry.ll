; Arithmetic with a carry, as libdevice multiplies 64-bit numbers.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify,function(instcombine)" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define void @f(
define void @f() {
  ; 0xffffffff * 3 + 0xffffffff = 0x3_fffffffc: the low half carries 1 up
  %a = call { i32, i32 } asm "{\0A\09mad.lo.cc.u32   $0, $2, $3, $4;\0A\09madc.hi.u32     $1, $2, $3,  0;\0A\09}", "=&r,=r,r,r,r"(i32 -1, i32 3, i32 -1)
  %lo = extractvalue { i32, i32 } %a, 0
  %hi = extractvalue { i32, i32 } %a, 1
  ; CHECK: @sink(i32 -4)
  call void @sink(i32 %lo)
  ; CHECK: @sink(i32 3)
  call void @sink(i32 %hi)
  ; 0 - 1 borrows: 5 - 2 - 1 = 2
  %b = call { i32, i32 } asm "sub.cc.u32 $0, $2, $3; subc.u32 $1, $4, $5;", "=&r,=r,r,r,r,r"(i32 0, i32 1, i32 5, i32 2)
  %bl = extractvalue { i32, i32 } %b, 0
  %bh = extractvalue { i32, i32 } %b, 1
  ; CHECK: @sink(i32 -1)
  call void @sink(i32 %bl)
  ; CHECK: @sink(i32 2)
  call void @sink(i32 %bh)
  ret void
}
define void @sink(i32 %v) {
  ret void
}
