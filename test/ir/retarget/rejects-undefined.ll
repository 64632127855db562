; A call that the host program might answer by accident is refused.
; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-retarget -disable-output %s 2>&1 | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: error: no CPU translation of call of cudaLaunchDeviceV2, which nothing defines at {{.*}}(f)
define i32 @f(ptr %p) {
  %a = call i32 @cudaLaunchDeviceV2(ptr %p, ptr null)
  ret i32 %a
}
declare i32 @cudaLaunchDeviceV2(ptr, ptr)
