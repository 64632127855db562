//===- LaunchLog.cpp - Which launch a panic may come from -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See LaunchLog.h. A kind of launch stays in the map when its launches are
// over, so that a program that launches and waits in turn allocates nothing.
// Test: test/unit/LaunchLogTest.cpp
//===----------------------------------------------------------------------===//
#include "LaunchLog.h"
#include "Modules.h"

#include <algorithm>
#include <functional>
#include <vector>

using namespace gpurt::runtime;

const void *gpurt::runtime::thisThread() {
  thread_local const char Place = 0;
  return &Place;
}

StreamId StreamId::of(cudaStream_t Stream, bool PerThread) {
  if (Stream == cudaStreamPerThread || (!Stream && PerThread))
    return {cudaStreamPerThread, thisThread()};
  return {Stream == cudaStreamLegacy ? nullptr : Stream, nullptr};
}

size_t LaunchLog::Hash::operator()(const Launch &Of) const {
  size_t Result = 0;
  auto Add = [&](uint64_t Value) {
    Result = (Result ^ std::hash<uint64_t>()(Value)) * 0x9e3779b97f4a7c15;
    Result ^= Result >> 32;
  };
  Add(reinterpret_cast<uintptr_t>(Of.Kernel));
  Add(reinterpret_cast<uintptr_t>(Of.Stream.Handle));
  Add(reinterpret_cast<uintptr_t>(Of.Thread));
  for (const Size *Each : {&Of.Grid, &Of.Block})
    for (uint32_t Length : *Each)
      Add(Length);
  return Result;
}

void LaunchLog::start() {
  std::lock_guard Guard(Lock);
  Newest.store(0, std::memory_order_relaxed);
  Kinds.clear();
  Before = nullptr;
  Overflown = false;
}

/// \returns whether another kind may be added.
bool LaunchLog::makeRoom() {
  if (Kinds.size() < MostKinds)
    return true;
  Before = nullptr;
  std::erase_if(Kinds, [](const auto &Each) { return !Each.second.First; });
  return Kinds.size() < MostKinds;
}

void LaunchLog::note(const Launch &New) {
  std::lock_guard Guard(Lock);
  uint64_t Number = Newest.load(std::memory_order_relaxed) + 1;
  Newest.store(Number, std::memory_order_relaxed);
  if (!Before || !(Before->first == New)) {
    auto Found = Kinds.find(New);
    if (Found == Kinds.end()) {
      if (!makeRoom()) {
        Overflown = true;
        return;
      }
      Found = Kinds.emplace(New, Numbers{}).first;
    }
    Before = &*Found;
  }
  Numbers &Of = Before->second;
  if (!Of.First) {
    Of.First = Number;
    Of.StreamGone = false;
  }
  Of.Last = Number;
}

void LaunchLog::settle(const std::optional<StreamId> &Stream, uint64_t UpTo) {
  std::lock_guard Guard(Lock);
  for (auto &[Each, Of] : Kinds) {
    if (!Of.First || (Stream && !(Each.Stream == *Stream)))
      continue;
    if (Of.Last <= UpTo)
      Of.First = Of.Last = 0;
    else
      Of.First = std::max(Of.First, UpTo + 1);
  }
  if (!Stream && UpTo == Newest.load(std::memory_order_relaxed))
    Overflown = false;
}

void LaunchLog::forgetStream(const StreamId &Stream) {
  std::lock_guard Guard(Lock);
  for (auto &[Each, Of] : Kinds)
    if (Each.Stream == Stream)
      Of.StreamGone = true;
}

LaunchOrigin LaunchLog::originOf(const Size &Grid, const Size &Block,
                                 std::string_view Function, bool Hidden) const {
  std::lock_guard Guard(Lock);
  if (Overflown || Hidden)
    return {};
  std::vector<const Map::value_type *> Likely, Named;
  for (const auto &Each : Kinds) {
    const Launch &Of = Each.first;
    if (!Each.second.First ||
        (Of.Kernel && (Of.Grid != Grid || Of.Block != Block)))
      continue;
    Likely.push_back(&Each);
    if (Of.Kernel && !Function.empty() &&
        Modules::get().nameOf(Of.Kernel) == Function)
      Named.push_back(&Each);
  }
  // A name says nothing where a graph may have launched the same kernel.
  bool Graphs = std::any_of(Likely.begin(), Likely.end(), [](const auto *Each) {
    return !Each->first.Kernel;
  });
  if (!Named.empty() && !Graphs)
    Likely = Named;
  if (Likely.empty())
    return {};

  LaunchOrigin Result;
  const auto &[First, Numbers] = *Likely.front();
  auto Agree = [&](auto Member) {
    return std::all_of(Likely.begin(), Likely.end(), [&](const auto *Each) {
      return Each->first.*Member == First.*Member;
    });
  };
  bool Gone = std::any_of(Likely.begin(), Likely.end(), [](const auto *Each) {
    return Each->second.StreamGone;
  });
  if (Agree(&Launch::Stream) && !Gone)
    Result.Stream = First.Stream;
  if (Agree(&Launch::Thread))
    Result.Thread = First.Thread;
  if (Agree(&Launch::Kernel) && First.Kernel)
    Result.Kernel = First.Kernel;
  Result.First = Numbers.First;
  Result.Last = Numbers.Last;
  for (const auto *Each : Likely) {
    Result.First = std::min(Result.First, Each->second.First);
    Result.Last = std::max(Result.Last, Each->second.Last);
  }
  return Result;
}
