//===- Hooks.h - What device code may ask of the CPU machine ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C ABI between device code and the SIMT engine. The retargeting pass
// replaces what NVPTX code asks of the chip (special registers, warp
// operations, barriers, atomics) by calls of these; hand-written test kernels
// call them too. Every hook speaks for the lane that calls it and may be
// called only inside Engine::run. A call is a preemption point where its
// comment says so, and nowhere else does a lane lose the processor.
// Two-part results are packed in 64 bits, so that no hook returns a struct.
// Tests: test/unit/simt/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_HOOKS_H
#define GPURT_LIB_SIMT_ENGINE_HOOKS_H

#include <stddef.h>
#include <stdint.h>

// Constants of a C interface are spelled as C spells them.
// NOLINTBEGIN(readability-identifier-naming)
#ifdef __cplusplus
extern "C" {
#endif

/// Where in the source a call stands. The engine keeps the pointer until the
/// launch ends and compares it for identity: one constant for each call
/// instruction. A null site is allowed wherever one is taken; text then says
/// "unknown place", and the caller's return address stands for identity.
typedef struct SimtSite {
  const char *File;
  const char *Function;
  const char *What; ///< the operation as the user knows it, or null
  uint32_t Line;
  uint32_t Column;
} SimtSite;

// The pass writes these as constants.
#ifdef __cplusplus
static_assert(sizeof(SimtSite) == 32 && offsetof(SimtSite, Function) == 8 &&
              offsetof(SimtSite, What) == 16 &&
              offsetof(SimtSite, Line) == 24 &&
              offsetof(SimtSite, Column) == 28);
#endif

//===--- Who and where. No preemption, no step. ---------------------------===//
// Dim is 0, 1, 2 for x, y, z.
uint32_t __gpurt_simt_tid(uint32_t Dim);
uint32_t __gpurt_simt_ntid(uint32_t Dim);
uint32_t __gpurt_simt_ctaid(uint32_t Dim);
uint32_t __gpurt_simt_nctaid(uint32_t Dim);
uint32_t __gpurt_simt_laneid(void);
uint32_t __gpurt_simt_warpid(void);
uint32_t __gpurt_simt_nwarpid(void);
uint32_t __gpurt_simt_smid(void);
uint32_t __gpurt_simt_nsmid(void);
/// Number of the launch in its engine, from 1.
uint64_t __gpurt_simt_gridid(void);
uint32_t __gpurt_simt_clusterid(uint32_t Dim);
uint32_t __gpurt_simt_nclusterid(uint32_t Dim);
uint32_t __gpurt_simt_cluster_ctaid(uint32_t Dim);
uint32_t __gpurt_simt_cluster_nctaid(uint32_t Dim);
uint32_t __gpurt_simt_cluster_ctarank(void);
uint32_t __gpurt_simt_cluster_nctarank(void);
uint32_t __gpurt_simt_is_explicit_cluster(void);

enum SimtLaneMask {
  SIMT_LANEMASK_EQ,
  SIMT_LANEMASK_LE,
  SIMT_LANEMASK_LT,
  SIMT_LANEMASK_GE,
  SIMT_LANEMASK_GT
};
uint32_t __gpurt_simt_lanemask(uint32_t Kind);

//===--- Warp operations --------------------------------------------------===//
// Each waits until all live lanes of Mask are in the same operation with the
// same mask; exited lanes do not count (as measured on H100). The caller not
// in Mask, or two lanes that wait for each other in different operations, end
// the launch with Status::Mismatch. The lane that comes last may be preempted.

/// Lanes that execute this together now: the caller and a subset of the lanes
/// at their n-th visit of the same site, n being the caller's. A preemption
/// point, and no barrier.
uint32_t __gpurt_simt_activemask(const SimtSite *Site);

void __gpurt_simt_syncwarp(uint32_t Mask, const SimtSite *Site);

enum SimtShuffle {
  SIMT_SHFL_IDX,
  SIMT_SHFL_UP,
  SIMT_SHFL_DOWN,
  SIMT_SHFL_BFLY
};
/// shfl.sync as in PTX: Clamp holds the clamp value in bits 0-4 and the
/// segment mask in bits 8-12.
/// \returns the value, with the predicate (source in range) in bit 32. The
///          value of a lane that is not there is a poison pattern and a warning
uint64_t __gpurt_simt_shfl32(uint32_t Mode, uint32_t Mask, uint32_t Value,
                             uint32_t Lane, uint32_t Clamp,
                             const SimtSite *Site);
/// The same for 64 bits; the predicate (0 or 1) goes to InRange unless null.
uint64_t __gpurt_simt_shfl64(uint32_t Mode, uint32_t Mask, uint64_t Value,
                             uint32_t Lane, uint32_t Clamp, uint32_t *InRange,
                             const SimtSite *Site);

enum SimtVote { SIMT_VOTE_BALLOT, SIMT_VOTE_ANY, SIMT_VOTE_ALL, SIMT_VOTE_UNI };
/// \returns the mask for a ballot, else 0 or 1
uint32_t __gpurt_simt_vote(uint32_t Kind, uint32_t Mask, uint32_t Predicate,
                           const SimtSite *Site);

uint32_t __gpurt_simt_match_any(uint32_t Mask, uint64_t Value,
                                const SimtSite *Site);
/// \returns the live lanes of Mask if all values are equal, else 0, with the
///          predicate in bit 32
uint64_t __gpurt_simt_match_all(uint32_t Mask, uint64_t Value,
                                const SimtSite *Site);

enum SimtRedux {
  SIMT_REDUX_ADD,
  SIMT_REDUX_UMIN,
  SIMT_REDUX_UMAX,
  SIMT_REDUX_SMIN,
  SIMT_REDUX_SMAX,
  SIMT_REDUX_AND,
  SIMT_REDUX_OR,
  SIMT_REDUX_XOR
};
uint32_t __gpurt_simt_redux(uint32_t Op, uint32_t Mask, uint32_t Value,
                            const SimtSite *Site);

/// \returns the leader's lane, with "the caller is it" in bit 32
uint64_t __gpurt_simt_elect(uint32_t Mask, const SimtSite *Site);

//===--- Barriers ---------------------------------------------------------===//
// Id is 0 to 15. Count 0 means every live thread of the block; another Count
// is a multiple of 32 and counts whole warps: a warp has arrived, as 32
// threads, when all of its live lanes have, and one that is gone never does.
// Aligned: the PTX says .aligned (bar.sync, __syncthreads). All lanes of a warp
// must then be at one site, else Status::DivergentBarrier.

void __gpurt_simt_bar_sync(uint32_t Id, uint32_t Count, uint32_t Aligned,
                           const SimtSite *Site);
/// Arrives and goes on. Count must not be 0.
void __gpurt_simt_bar_arrive(uint32_t Id, uint32_t Count, uint32_t Aligned,
                             const SimtSite *Site);
enum SimtBarRed { SIMT_BAR_POPC, SIMT_BAR_AND, SIMT_BAR_OR };
uint32_t __gpurt_simt_bar_red(uint32_t Op, uint32_t Id, uint32_t Count,
                              uint32_t Predicate, uint32_t Aligned,
                              const SimtSite *Site);

/// barrier.cluster.arrive; Relaxed: no release. Then exactly one wait.
void __gpurt_simt_cluster_arrive(uint32_t Relaxed, const SimtSite *Site);
/// barrier.cluster.wait (acquire).
void __gpurt_simt_cluster_wait(const SimtSite *Site);

//===--- The order of lanes, and time -------------------------------------===//

/// Stands before each atomic, fence, volatile or shared access whose effect
/// the caller's own code performs, and in loops that meet no other hook. One
/// step; a preemption point. Address is what will be touched, or null; it only
/// serves messages.
void __gpurt_simt_preempt(const void *Address, const SimtSite *Site);
/// Stands after such an access if it changed memory: others may now go on, so
/// the stall clock starts again. Never call it for a failed compare-exchange or
/// an exchange of equal values: a spinning lane would look busy. Plain stores
/// need none: shared_access and plain_access see to them.
void __gpurt_simt_progress(const void *Address, const SimtSite *Site);
/// One step; another lane runs next if any can.
void __gpurt_simt_nanosleep(uint32_t Nanoseconds, const SimtSite *Site);
/// Deterministic counts of steps, scaled; each read is a step and a
/// preemption point, so that a loop on the clock ends.
uint64_t __gpurt_simt_clock(const SimtSite *Site);
uint64_t __gpurt_simt_globaltimer(const SimtSite *Site);

/// Ends the calling lane, at any depth of calls; no destructor runs.
[[noreturn]] void __gpurt_simt_exit(void);
/// Ends the launch with Status::Trap. Message may be null.
[[noreturn]] void __gpurt_simt_trap(const char *Message, const SimtSite *Site);
/// CUDA's __assertfail: ends the launch with Status::Assert, in CUDA's words.
[[noreturn]] void __gpurt_simt_assertfail(const char *Message, const char *File,
                                          uint32_t Line, const char *Function,
                                          const SimtSite *Site);
/// CUDA's vprintf: Args is the packed argument block (each argument at its
/// natural alignment, 4 or 8 bytes). The text goes to Config::Print.
/// \returns the number of conversions
int32_t __gpurt_simt_vprintf(const char *Format, const void *Args);

//===--- Shared and local memory ------------------------------------------===//

/// The block's buffer: static part first, dynamic part behind it.
void *__gpurt_simt_shared(void);
void *__gpurt_simt_dynamic_shared(void);
uint32_t __gpurt_simt_total_smem_size(void);
uint32_t __gpurt_simt_dynamic_smem_size(void);
/// In the caller's block's buffer / in that of a block of its cluster / on the
/// caller's own stack.
uint32_t __gpurt_simt_is_shared(const void *Pointer);
uint32_t __gpurt_simt_is_shared_cluster(const void *Pointer);
uint32_t __gpurt_simt_is_local(const void *Pointer);
/// mapa: the same place in the buffer of block Rank of the cluster.
void *__gpurt_simt_map_shared(const void *Pointer, uint32_t Rank,
                              const SimtSite *Site);
/// getctarank: whose buffer Pointer (of this cluster) is in.
uint32_t __gpurt_simt_shared_rank(const void *Pointer, const SimtSite *Site);
/// Stands before each access that may be to shared memory: a step and a
/// preemption point. Reading bytes that no lane wrote, or leaving the buffer,
/// ends the launch; a pointer elsewhere is ignored. A write that changes
/// something is progress.
void __gpurt_simt_shared_access(const void *Pointer, uint32_t Bytes,
                                uint32_t IsWrite, const SimtSite *Site);

/// Stands before each plain access to memory that other lanes can see, when
/// the bounds of plain accesses are checked; one in some thousands is a step
/// and a preemption point, so that a loop on plain memory ends. A pointer that
/// is not a multiple of Align, a power of two, or that leaves Config::Limits,
/// ends the launch. Such a pointer to shared memory is left to shared_access.
/// A write that changes something is progress.
void __gpurt_simt_plain_access(const void *Pointer, uint32_t Bytes,
                               uint32_t Align, uint32_t IsWrite,
                               const SimtSite *Site);

/// The same for an access through a pointer to the variable Name, which is Size
/// bytes at Object, in device or shared memory: ends the launch if it leaves
/// it.
void __gpurt_simt_variable_access(const void *Pointer, uint32_t Bytes,
                                  const void *Object, uint64_t Size,
                                  const char *Name, uint32_t IsWrite,
                                  const SimtSite *Site);

//===--- Memory accesses that the engine performs -------------------------===//
// For code whose accesses a MemoryModel is to see. Without a model they are
// host atomics. Each is one step, a preemption point, and reports progress by
// itself. Bytes is 1, 2, 4 or 8.

enum SimtOrder {
  SIMT_PLAIN, ///< not atomic: a race is an error
  SIMT_VOLATILE,
  SIMT_RELAXED,
  SIMT_ACQUIRE,
  SIMT_RELEASE,
  SIMT_ACQ_REL,
  SIMT_SEQ_CST
};
enum SimtScope { SIMT_BLOCK, SIMT_CLUSTER, SIMT_DEVICE, SIMT_SYSTEM };
enum SimtRmw {
  SIMT_RMW_XCHG,
  SIMT_RMW_ADD,
  SIMT_RMW_SUB,
  SIMT_RMW_AND,
  SIMT_RMW_OR,
  SIMT_RMW_XOR,
  SIMT_RMW_SMIN,
  SIMT_RMW_SMAX,
  SIMT_RMW_UMIN,
  SIMT_RMW_UMAX,
  SIMT_RMW_INC, ///< old >= operand ? 0 : old + 1
  SIMT_RMW_DEC, ///< old == 0 || old > operand ? operand : old - 1
  SIMT_RMW_FADD ///< 4 or 8 bytes
};
uint64_t __gpurt_simt_load(const void *Pointer, uint32_t Bytes, uint32_t Order,
                           uint32_t Scope, const SimtSite *Site);
void __gpurt_simt_store(void *Pointer, uint64_t Value, uint32_t Bytes,
                        uint32_t Order, uint32_t Scope, const SimtSite *Site);
/// \returns the old value
uint64_t __gpurt_simt_rmw(uint32_t Op, void *Pointer, uint64_t Operand,
                          uint32_t Bytes, uint32_t Order, uint32_t Scope,
                          const SimtSite *Site);
/// \returns the old value; it equals Expected when Desired was stored
uint64_t __gpurt_simt_cas(void *Pointer, uint64_t Expected, uint64_t Desired,
                          uint32_t Bytes, uint32_t Order, uint32_t FailureOrder,
                          uint32_t Scope, const SimtSite *Site);
void __gpurt_simt_fence(uint32_t Order, uint32_t Scope, const SimtSite *Site);

#ifdef __cplusplus
}
#endif
// NOLINTEND(readability-identifier-naming)

#endif // GPURT_LIB_SIMT_ENGINE_HOOKS_H
