; A stand-in for gpurt.bc with what cancellation points call.
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@__gpurt_slot = addrspace(4) global ptr null, align 8
@__gpurt_magazine_mode = external constant i32, align 4

define zeroext i1 @__gpurt_is_cancelled() mustprogress {
  %state = load ptr, ptr addrspace(4) @__gpurt_slot
  %seen = load atomic i64, ptr %state monotonic, align 8
  %is = icmp ne i64 %seen, 0
  ret i1 %is
}
define void @__gpurt_cancel() noreturn {
  call void @__gpurt_magazine_leave()
  call void @llvm.nvvm.exit()
  unreachable
}
define void @__gpurt_trap(ptr %site) noreturn {
  call void @llvm.nvvm.exit()
  unreachable
}
define ptr @__gpurt_malloc(i64 %size) {
  br label %wait
wait: ; the library's own loops are its own matter
  %state = load volatile ptr, ptr addrspace(4) @__gpurt_slot
  %none = icmp eq ptr %state, null
  br i1 %none, label %wait, label %done
done:
  ret ptr %state
}
define void @__gpurt_magazine_enter() {
  ret void
}
define void @__gpurt_magazine_leave() {
  ret void
}
declare void @llvm.nvvm.exit() noreturn
