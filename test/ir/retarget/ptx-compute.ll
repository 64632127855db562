; Arithmetic and bits, folded here to the answers that PTX gives.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify,function(instcombine)" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define void @f(
; CHECK-NOT: asm
define void @f(ptr %o) {
  ; 8 bits from bit 4 of 0x12345678 is 0x67
  %a = call i32 asm "bfe.u32 $0, $1, $2, $3;", "=r,r,r,r"(i32 305419896, i32 4, i32 8)
  ; CHECK: @sink(i32 103)
  call void @sink(i32 %a)
  ; length 0 is 0
  %b = call i32 asm "bfe.u32 $0, $1, $2, $3;", "=r,r,r,r"(i32 305419896, i32 4, i32 0)
  ; CHECK: @sink(i32 0)
  call void @sink(i32 %b)
  ; the field's sign spreads: 0xF at bit 0 as 4 bits is -1
  %c = call i32 asm "bfe.s32 $0, $1, $2, $3;", "=r,r,r,r"(i32 15, i32 0, i32 4)
  ; CHECK: @sink(i32 -1)
  call void @sink(i32 %c)
  ; a shift by 32 is 0 in PTX and poison in LLVM
  %d = call i32 asm "shl.b32 $0, $1, $2;", "=r,r,r"(i32 1, i32 32)
  ; CHECK: @sink(i32 0)
  call void @sink(i32 %d)
  ; byte 3, the sign of byte 3, twice byte 0
  %e = call i32 asm "prmt.b32 $0, $1, $2, $3;", "=r,r,r,r"(i32 -2147483648, i32 0, i32 179)
  ; CHECK: @sink(i32 65408)
  call void @sink(i32 %e)
  ; 4 bits into bit 8
  %g = call i32 asm "bfi.b32 $0, $1, $2, $3, $4;", "=r,r,r,r,r"(i32 10, i32 -1, i32 8, i32 4)
  ; CHECK: @sink(i32 -1281)
  call void @sink(i32 %g)
  %h = call i64 asm "mov.b64 $0, {$1,$2};", "=l,r,r"(i32 1, i32 2)
  %h.32 = trunc i64 %h to i32
  ; CHECK: @sink(i32 1)
  call void @sink(i32 %h.32)
  ; 0xE8 is the majority
  %i = call i32 asm "lop3.b32 $0, $1, $2, $3, 0xE8;", "=r,r,r,r"(i32 12, i32 10, i32 6)
  ; CHECK: @sink(i32 14)
  call void @sink(i32 %i)
  %j = call i32 asm "dp4a.s32.s32 $0, $1, $2, $3;", "=r,r,r,r"(i32 -1, i32 16909060, i32 100)
  ; CHECK: @sink(i32 90)
  call void @sink(i32 %j)
  %k = call i32 asm "mul.hi.u32 $0, $1, $2;", "=r,r,r"(i32 -1, i32 2)
  ; CHECK: @sink(i32 1)
  call void @sink(i32 %k)
  ; an operand that is both read and written
  %l = call i32 asm "add.u32 $0, $0, 5;", "=r,0"(i32 2)
  ; CHECK: @sink(i32 7)
  call void @sink(i32 %l)
  ; 4 ones from bit 8; a start beyond the word leaves none; wrapped, 33 is 1
  %x1 = call i32 asm "bmsk.clamp.b32 $0, $1, $2;", "=r,r,r"(i32 8, i32 4)
  ; CHECK: @sink(i32 3840)
  call void @sink(i32 %x1)
  %x2 = call i32 asm "bmsk.clamp.b32 $0, $1, $2;", "=r,r,r"(i32 40, i32 4)
  ; CHECK: @sink(i32 0)
  call void @sink(i32 %x2)
  %x3 = call i32 asm "bmsk.clamp.b32 $0, $1, $2;", "=r,r,r"(i32 0, i32 32)
  ; CHECK: @sink(i32 -1)
  call void @sink(i32 %x3)
  %x4 = call i32 asm "bmsk.wrap.b32 $0, $1, $2;", "=r,r,r"(i32 33, i32 2)
  ; CHECK: @sink(i32 6)
  call void @sink(i32 %x4)
  ret void
}
define void @sink(i32 %v) {
  ret void
}
