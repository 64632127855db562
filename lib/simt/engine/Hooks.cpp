//===- Hooks.cpp - The C entry points -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the running lane and calls the machine. No logic beyond unpacking.
// Calling one outside of Engine::run is an error of the caller's build and
// ends in a null pointer.
// Tests: test/unit/simt/
//===----------------------------------------------------------------------===//
#include "Hooks.h"

#include "Machine.h"
#include "Printf.h"

using namespace gpurt::simt;

namespace {

Lane &self() { return *CurrentLane; }
/// The same, in a hook where the lane may lose the processor.
Lane &selfAtStep(const void *Caller = __builtin_return_address(0)) {
  Lane &L = *CurrentLane;
  L.Caller = Caller;
  return L;
}
Machine &machineOf(const Lane &L) { return *L.Owner; }

uint32_t dim(const Dim3 &D, uint32_t Which) {
  return Which == 0 ? D.X : Which == 1 ? D.Y : D.Z;
}

uint64_t collective(Lane &L, WarpOp Op, uint32_t Mask, uint64_t Value,
                    bool Predicate, const SimtSite *Site) {
  L.Op = Op;
  L.Mask = Mask;
  L.Value = Value;
  L.Predicate = Predicate;
  return machineOf(L).warpOp(L, Site);
}

/// The n-th operation of a family; a number out of range is the pass's error.
WarpOp familyMember(WarpOp First, uint32_t N) {
  return WarpOp(unsigned(First) + N);
}

uint64_t withPredicate(const Lane &L, uint64_t Value) {
  return uint32_t(Value) | uint64_t(L.Predicate) << 32;
}

Access accessOf(const Lane &L, const void *Pointer, uint32_t Bytes,
                uint32_t Order, uint32_t Scope, const SimtSite *Site) {
  return {Machine::refOf(L),
          const_cast<void *>(Pointer),
          Bytes,
          SimtOrder(Order),
          SimtScope(Scope),
          Site};
}

} // namespace

//===--- Who and where ----------------------------------------------------===//

uint32_t __gpurt_simt_tid(uint32_t Dim) { return self().Tid[Dim]; }
uint32_t __gpurt_simt_ntid(uint32_t Dim) {
  return dim(machineOf(self()).launch().Block, Dim);
}
uint32_t __gpurt_simt_ctaid(uint32_t Dim) { return self().B->Id[Dim]; }
uint32_t __gpurt_simt_nctaid(uint32_t Dim) {
  return dim(machineOf(self()).launch().Grid, Dim);
}
uint32_t __gpurt_simt_laneid() { return self().Id; }
uint32_t __gpurt_simt_warpid() { return self().W->Id; }
uint32_t __gpurt_simt_nwarpid() { return uint32_t(self().B->Warps.size()); }
uint32_t __gpurt_simt_smid() {
  const Lane &L = self();
  return L.B->Slot % machineOf(L).config().Multiprocessors;
}
uint32_t __gpurt_simt_nsmid() {
  return machineOf(self()).config().Multiprocessors;
}
uint64_t __gpurt_simt_gridid() { return machineOf(self()).launchNumber(); }
uint32_t __gpurt_simt_clusterid(uint32_t Dim) { return self().B->C->Id[Dim]; }
uint32_t __gpurt_simt_nclusterid(uint32_t Dim) {
  const Launch &K = machineOf(self()).launch();
  return dim(K.Grid, Dim) / dim(K.Cluster, Dim);
}
uint32_t __gpurt_simt_cluster_ctaid(uint32_t Dim) {
  const Lane &L = self();
  return L.B->Id[Dim] % dim(machineOf(L).launch().Cluster, Dim);
}
uint32_t __gpurt_simt_cluster_nctaid(uint32_t Dim) {
  return dim(machineOf(self()).launch().Cluster, Dim);
}
uint32_t __gpurt_simt_cluster_ctarank() { return self().B->Rank; }
uint32_t __gpurt_simt_cluster_nctarank() {
  return uint32_t(self().B->C->Blocks.size());
}
uint32_t __gpurt_simt_is_explicit_cluster() {
  return machineOf(self()).launch().ExplicitCluster;
}

uint32_t __gpurt_simt_lanemask(uint32_t Kind) {
  uint32_t Bit = self().Bit;
  switch (Kind) {
  case SIMT_LANEMASK_EQ:
    return Bit;
  case SIMT_LANEMASK_LE:
    return Bit | (Bit - 1);
  case SIMT_LANEMASK_LT:
    return Bit - 1;
  case SIMT_LANEMASK_GE:
    return ~(Bit - 1);
  default:
    return ~(Bit | (Bit - 1));
  }
}

//===--- Warp operations --------------------------------------------------===//

uint32_t __gpurt_simt_activemask(const SimtSite *Site) {
  Lane &L = selfAtStep();
  const void *Place =
      Site ? static_cast<const void *>(Site) : __builtin_return_address(0);
  return machineOf(L).activeMask(L, Site, Place);
}

void __gpurt_simt_syncwarp(uint32_t Mask, const SimtSite *Site) {
  collective(selfAtStep(), WarpOp::Sync, Mask, 0, false, Site);
}

uint64_t __gpurt_simt_shfl32(uint32_t Mode, uint32_t Mask, uint32_t Value,
                             uint32_t Lane, uint32_t Clamp,
                             const SimtSite *Site) {
  gpurt::simt::Lane &L = selfAtStep();
  L.Index = Lane;
  L.Clamp = Clamp;
  uint64_t Result = collective(L, familyMember(WarpOp::ShflIdx, Mode), Mask,
                               Value, false, Site);
  return withPredicate(L, Result);
}

uint64_t __gpurt_simt_shfl64(uint32_t Mode, uint32_t Mask, uint64_t Value,
                             uint32_t Lane, uint32_t Clamp, uint32_t *InRange,
                             const SimtSite *Site) {
  gpurt::simt::Lane &L = selfAtStep();
  L.Index = Lane;
  L.Clamp = Clamp;
  uint64_t Result = collective(L, familyMember(WarpOp::ShflIdx, Mode), Mask,
                               Value, false, Site);
  if (InRange)
    *InRange = L.Predicate;
  return Result;
}

uint32_t __gpurt_simt_vote(uint32_t Kind, uint32_t Mask, uint32_t Predicate,
                           const SimtSite *Site) {
  return uint32_t(collective(selfAtStep(), familyMember(WarpOp::Ballot, Kind),
                             Mask, 0, Predicate != 0, Site));
}

uint32_t __gpurt_simt_match_any(uint32_t Mask, uint64_t Value,
                                const SimtSite *Site) {
  return uint32_t(
      collective(selfAtStep(), WarpOp::MatchAny, Mask, Value, false, Site));
}

uint64_t __gpurt_simt_match_all(uint32_t Mask, uint64_t Value,
                                const SimtSite *Site) {
  Lane &L = selfAtStep();
  uint64_t Result = collective(L, WarpOp::MatchAll, Mask, Value, false, Site);
  return withPredicate(L, Result);
}

uint32_t __gpurt_simt_redux(uint32_t Op, uint32_t Mask, uint32_t Value,
                            const SimtSite *Site) {
  return uint32_t(collective(selfAtStep(), familyMember(WarpOp::ReduxAdd, Op),
                             Mask, Value, false, Site));
}

uint64_t __gpurt_simt_elect(uint32_t Mask, const SimtSite *Site) {
  Lane &L = selfAtStep();
  uint64_t Result = collective(L, WarpOp::Elect, Mask, 0, false, Site);
  return withPredicate(L, Result);
}

//===--- Barriers ---------------------------------------------------------===//

void __gpurt_simt_bar_sync(uint32_t Id, uint32_t Count, uint32_t Aligned,
                           const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).barrier(L, Machine::Arrival::Wait, -1, Id, Count, false,
                       Aligned != 0, Site);
}

void __gpurt_simt_bar_arrive(uint32_t Id, uint32_t Count, uint32_t Aligned,
                             const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).barrier(L, Machine::Arrival::GoOn, -1, Id, Count, false,
                       Aligned != 0, Site);
}

uint32_t __gpurt_simt_bar_red(uint32_t Op, uint32_t Id, uint32_t Count,
                              uint32_t Predicate, uint32_t Aligned,
                              const SimtSite *Site) {
  Lane &L = selfAtStep();
  return machineOf(L).barrier(L, Machine::Arrival::Wait, int(Op), Id, Count,
                              Predicate != 0, Aligned != 0, Site);
}

void __gpurt_simt_cluster_arrive(uint32_t Relaxed, const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).clusterArrive(L, Relaxed != 0, Site);
}

void __gpurt_simt_cluster_wait(const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).clusterWait(L, Site);
}

//===--- The order of lanes, and time -------------------------------------===//

void __gpurt_simt_preempt(const void *Address, const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).step(L, Site, Address);
}

void __gpurt_simt_progress(const void *Address, const SimtSite *Site) {
  Lane &L = self();
  machineOf(L).changed(L, Address, Site);
}

void __gpurt_simt_nanosleep(uint32_t Nanoseconds, const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).sleep(L, Nanoseconds, Site);
}

uint64_t __gpurt_simt_clock(const SimtSite *Site) {
  Lane &L = selfAtStep();
  return machineOf(L).readClock(L, Site, Machine::CyclesOfStep);
}

uint64_t __gpurt_simt_globaltimer(const SimtSite *Site) {
  Lane &L = selfAtStep();
  return machineOf(L).readClock(L, Site, Machine::NanosecondsOfStep);
}

void __gpurt_simt_exit() {
  Lane &L = self();
  machineOf(L).exitLane(L);
}

void __gpurt_simt_trap(const char *Message, const SimtSite *Site) {
  Lane &L = self();
  std::string Text = Message ? std::string("trap: ") + Message : "trap";
  L.Site = Site;
  machineOf(L).fail(L, Status::Trap, std::move(Text));
}

void __gpurt_simt_assertfail(const char *Message, const char *File,
                             uint32_t Line, const char *Function,
                             const SimtSite *Site) {
  Lane &L = self();
  auto text = [](const char *S) { return std::string(S ? S : "(null)"); };
  auto triple = [](const uint32_t Id[3]) {
    return "[" + std::to_string(Id[0]) + "," + std::to_string(Id[1]) + "," +
           std::to_string(Id[2]) + "]";
  };
  L.Site = Site;
  machineOf(L).fail(L, Status::Assert,
                    text(File) + ":" + std::to_string(Line) + ": " +
                        text(Function) + ": block: " + triple(L.B->Id) +
                        ", thread: " + triple(L.Tid) + " Assertion `" +
                        text(Message) + "` failed.");
}

int32_t __gpurt_simt_vprintf(const char *Format, const void *Args) {
  int32_t Conversions = 0;
  std::string Text = formatPacked(Format, Args, Conversions);
  machineOf(self()).print(Text);
  return Conversions;
}

//===--- Memory -----------------------------------------------------------===//

void *__gpurt_simt_shared() { return self().B->Shared; }
void *__gpurt_simt_dynamic_shared() {
  const Lane &L = self();
  return L.B->Shared + machineOf(L).dynamicOffset();
}
uint32_t __gpurt_simt_total_smem_size() {
  return machineOf(self()).sharedBytes();
}
uint32_t __gpurt_simt_dynamic_smem_size() {
  return machineOf(self()).launch().DynamicShared;
}

uint32_t __gpurt_simt_is_shared(const void *Pointer) {
  const Lane &L = self();
  return machineOf(L).sharedOwner(Pointer) == L.B;
}

uint32_t __gpurt_simt_is_shared_cluster(const void *Pointer) {
  const Lane &L = self();
  const Block *Owner = machineOf(L).sharedOwner(Pointer);
  return Owner && Owner->C == L.B->C;
}

uint32_t __gpurt_simt_is_local(const void *Pointer) {
  const Lane &L = self();
  return Pointer >= L.Memory.Base && Pointer < L.Memory.Top;
}

void *__gpurt_simt_map_shared(const void *Pointer, uint32_t Rank,
                              const SimtSite *Site) {
  Lane &L = self();
  return machineOf(L).mapShared(L, Pointer, Rank, Site);
}

uint32_t __gpurt_simt_shared_rank(const void *Pointer, const SimtSite *Site) {
  Lane &L = self();
  return machineOf(L).sharedRank(L, Pointer, Site);
}

void __gpurt_simt_shared_access(const void *Pointer, uint32_t Bytes,
                                uint32_t IsWrite, const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).sharedAccess(L, Pointer, Bytes, IsWrite != 0, Site);
}

void __gpurt_simt_plain_access(const void *Pointer, uint32_t Bytes,
                               uint32_t Align, uint32_t IsWrite,
                               const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).plainAccess(L, Pointer, Bytes, Align, IsWrite != 0, Site);
}

void __gpurt_simt_variable_access(const void *Pointer, uint32_t Bytes,
                                  const void *Object, uint64_t Size,
                                  const char *Name, uint32_t IsWrite,
                                  const SimtSite *Site) {
  Lane &L = self();
  machineOf(L).variableAccess(L, Pointer, Bytes, {Object, Size, Name},
                              IsWrite != 0, Site);
}

uint64_t __gpurt_simt_load(const void *Pointer, uint32_t Bytes, uint32_t Order,
                           uint32_t Scope, const SimtSite *Site) {
  Lane &L = selfAtStep();
  return machineOf(L).load(L, accessOf(L, Pointer, Bytes, Order, Scope, Site));
}

void __gpurt_simt_store(void *Pointer, uint64_t Value, uint32_t Bytes,
                        uint32_t Order, uint32_t Scope, const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).store(L, accessOf(L, Pointer, Bytes, Order, Scope, Site), Value);
}

uint64_t __gpurt_simt_rmw(uint32_t Op, void *Pointer, uint64_t Operand,
                          uint32_t Bytes, uint32_t Order, uint32_t Scope,
                          const SimtSite *Site) {
  Lane &L = selfAtStep();
  return machineOf(L).rmw(L, accessOf(L, Pointer, Bytes, Order, Scope, Site),
                          SimtRmw(Op), Operand);
}

uint64_t __gpurt_simt_cas(void *Pointer, uint64_t Expected, uint64_t Desired,
                          uint32_t Bytes, uint32_t Order, uint32_t FailureOrder,
                          uint32_t Scope, const SimtSite *Site) {
  Lane &L = selfAtStep();
  return machineOf(L).cas(L, accessOf(L, Pointer, Bytes, Order, Scope, Site),
                          SimtOrder(FailureOrder), Expected, Desired);
}

void __gpurt_simt_fence(uint32_t Order, uint32_t Scope, const SimtSite *Site) {
  Lane &L = selfAtStep();
  machineOf(L).fence(L, SimtOrder(Order), SimtScope(Scope), Site);
}
