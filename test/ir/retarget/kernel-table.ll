; The table and entries of lib/simt/engine/KernelInfo.h.
; RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

%S = type { i32, i64 }
; CHECK: @[[SIZES:.*]] = private constant [3 x i32] [i32 4, i32 16, i32 8]
; CHECK: @[[NAME:.*]] = private constant [2 x i8] c"k\00"
; CHECK: @__gpurt_simt_kernel_array = private constant {{.*}} { ptr @[[NAME]], ptr @__gpurt_simt_entry.k, i32 3, ptr @[[SIZES]], i64 0, i32 256, i32 0, [3 x i32] [i32 2, i32 1, i32 1], i32 0 }
; CHECK: @__gpurt_simt_kernels = constant { i64, ptr } { i64 1, ptr @__gpurt_simt_kernel_array }
; CHECK: define void @k(i32 %n, ptr byval(%S) align 8 %s, ptr %p)
; CHECK-NOT: target-cpu
define ptx_kernel void @k(i32 %n, ptr byval(%S) align 8 %s, ptr %p) #0 {
  ret void
}
; CHECK-LABEL: define void @__gpurt_simt_entry.k(ptr %0)
; CHECK: %[[N:.*]] = load i32, ptr %{{.*}}, align 1
; CHECK: %[[S:.*]] = load ptr, ptr
; CHECK: %[[P:.*]] = load ptr, ptr %{{.*}}, align 1
; CHECK: call void @k(i32 %[[N]], ptr byval(%S) align 8 %[[S]], ptr %[[P]])
attributes #0 = { "nvvm.maxntid"="64,4,1" "nvvm.cluster_dim"="2" "target-cpu"="sm_90" }
