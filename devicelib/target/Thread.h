//===- target/Thread.h - Who and where the calling thread is --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ids, time, sleeping and ending of the calling thread. Test: test/ir/ptx/.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_THREAD_H
#define GPURT_TARGET_THREAD_H

#include <stdint.h>

namespace gpurt::target {

struct Index3 {
  uint32_t X, Y, Z;
};

inline Index3 threadIndex() {
  return {uint32_t(__nvvm_read_ptx_sreg_tid_x()),
          uint32_t(__nvvm_read_ptx_sreg_tid_y()),
          uint32_t(__nvvm_read_ptx_sreg_tid_z())};
}

inline Index3 blockIndex() {
  return {uint32_t(__nvvm_read_ptx_sreg_ctaid_x()),
          uint32_t(__nvvm_read_ptx_sreg_ctaid_y()),
          uint32_t(__nvvm_read_ptx_sreg_ctaid_z())};
}

/// Blocks of the grid.
inline Index3 gridSize() {
  return {uint32_t(__nvvm_read_ptx_sreg_nctaid_x()),
          uint32_t(__nvvm_read_ptx_sreg_nctaid_y()),
          uint32_t(__nvvm_read_ptx_sreg_nctaid_z())};
}

/// Threads of a block, along each axis.
inline Index3 blockSize() {
  return {uint32_t(__nvvm_read_ptx_sreg_ntid_x()),
          uint32_t(__nvvm_read_ptx_sreg_ntid_y()),
          uint32_t(__nvvm_read_ptx_sreg_ntid_z())};
}

/// Threads of a block.
inline uint32_t threadsInBlock() {
  return uint32_t(__nvvm_read_ptx_sreg_ntid_x()) *
         uint32_t(__nvvm_read_ptx_sreg_ntid_y()) *
         uint32_t(__nvvm_read_ptx_sreg_ntid_z());
}

/// Which thread of its block: below threadsInBlock(), and no other's.
inline uint32_t threadRank() {
  Index3 Index = threadIndex();
  return Index.X +
         uint32_t(__nvvm_read_ptx_sreg_ntid_x()) *
             (Index.Y + uint32_t(__nvvm_read_ptx_sreg_ntid_y()) * Index.Z);
}

/// Threads of the launch, or as many of them as the card holds at a time if
/// they are more.
inline uint32_t threadsAtOnce() {
  constexpr uint64_t PerMultiprocessor = 2048;
  uint64_t All = uint64_t(__nvvm_read_ptx_sreg_nctaid_x()) *
                 uint64_t(__nvvm_read_ptx_sreg_nctaid_y()) *
                 uint64_t(__nvvm_read_ptx_sreg_nctaid_z()) * threadsInBlock();
  uint32_t Multiprocessors;
  asm("mov.u32 %0, %%nsmid;" : "=r"(Multiprocessors));
  uint64_t Most = Multiprocessors * PerMultiprocessor;
  return uint32_t(All < Most ? All : Most);
}

inline uint32_t laneId() {
  uint32_t Id;
  asm("mov.u32 %0, %%laneid;" : "=r"(Id));
  return Id;
}

/// The multiprocessor now; a preempted thread may go on elsewhere, so this is
/// a hint for spreading load and never an identity.
inline uint32_t multiprocessor() {
  uint32_t Id;
  asm volatile("mov.u32 %0, %%smid;" : "=r"(Id));
  return Id;
}

/// The launch that this thread belongs to. Relaunches of one graph share it.
inline uint64_t gridId() {
  uint64_t Id;
  asm("mov.u64 %0, %%gridid;" : "=l"(Id));
  return Id;
}

/// Lanes that happen to execute this together. Not a barrier, and no promise
/// about the next instruction.
inline uint32_t activeMask() {
  uint32_t Mask;
  asm volatile("activemask.b32 %0;" : "=r"(Mask));
  // The caller's bit is set already. But ptxas 13.0 takes a bare activemask for
  // the same in all lanes that meet later, also where groups that executed it
  // apart have met again, and lets them shuffle under the first one's mask:
  // the other groups' lanes that are not here yet then wait for ever. A value
  // made of the lane's number is checked where it is used.
  return Mask | 1u << laneId();
}

/// Nanoseconds of a clock that all SMs share.
inline uint64_t globalTime() {
  uint64_t Time;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(Time));
  return Time;
}

/// Cycles of this SM's clock, low half: a seed, not a time.
inline uint32_t clock() {
  uint32_t Cycles;
  asm volatile("mov.u32 %0, %%clock;" : "=r"(Cycles));
  return Cycles;
}

/// Lets other threads run for about \p Nanoseconds (at most 1 ms).
inline void sleepFor(uint32_t Nanoseconds) {
  asm volatile("nanosleep.u32 %0;" ::"r"(Nanoseconds) : "memory");
}

/// Ends the calling thread. Barriers and warp operations of the others no
/// longer count it (FACTS: measured on H100), memory keeps what it wrote.
[[noreturn]] inline void exitThread() {
  asm volatile("exit;" ::: "memory");
  __builtin_unreachable();
}

} // namespace gpurt::target

#endif // GPURT_TARGET_THREAD_H
