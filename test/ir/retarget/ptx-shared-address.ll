; An address that the program cut to 32 bits is made whole again.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i32 @f(
define i32 @f(i32 %at) {
  ; CHECK: %[[BASE:.*]] = call ptr @__gpurt_simt_shared()
  ; CHECK: %[[LOW:.*]] = trunc i64 %{{.*}} to i32
  ; CHECK: %[[OFF:.*]] = sub i32 %at, %[[LOW]]
  ; CHECK: %[[FAR:.*]] = sext i32 %[[OFF]] to i64
  ; CHECK: getelementptr i8, ptr %[[BASE]], i64 %[[FAR]]
  ; CHECK: call void @__gpurt_simt_shared_access(
  ; CHECK: load i32, ptr addrspace(3)
  %a = call i32 asm sideeffect "ld.shared.u32 $0, [$1];", "=r,r"(i32 %at)
  ret i32 %a
}
