//===- Capture.cpp - Streams whose calls become a graph -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A capture is a graph and the streams that take part; each of them knows the
// nodes that its next one waits for, and an event that was recorded meanwhile
// is a copy of those. The legacy stream is never captured; while a stream that
// waits for it is, nobody may use it.
// Test: test/unit/cudart/CaptureTest.cpp
//===----------------------------------------------------------------------===//
#include "Capture.h"

#include <algorithm>
#include <set>
#include <thread>

namespace gpurt::simt {
namespace {

using Tips = std::vector<Edge>;

struct Capture {
  std::shared_ptr<Graph> Into;
  bool Owns; ///< the graph is not the program's yet
  cudaStreamCaptureMode Mode;
  std::thread::id Thread;
  const void *Origin; ///< key of the stream that began it
  unsigned long long Id;
  bool Valid = true, Ended = false;
  bool Blocking = false; ///< a stream in it waits for the legacy stream
};

struct Member {
  std::shared_ptr<Capture> Of;
  Tips Last;
  std::vector<cudaGraphNode_t> Handles; ///< of Last, for who asked
  std::vector<cudaGraphEdgeData> Data;
};

struct Captures {
  std::map<const void *, Member> Streams;    ///< by key
  std::map<const void *, Member> Events;     ///< last recorded in a capture
  std::vector<std::shared_ptr<Capture>> All; ///< not ended
  unsigned long long NextId = 1;
  static Captures &get() {
    static auto *const Only = new Captures;
    return *Only;
  }
};

/// Streams and events that captures know: while it is 0 no call looks further.
std::atomic<size_t> Known{0};

thread_local cudaStreamCaptureMode ModeNow = cudaStreamCaptureModeGlobal;
/// The thread began a capture of its own default stream under the name of the
/// null stream: the program is built with --default-stream=per-thread.
thread_local bool NullIsPerThread = false;
thread_local char PerThreadStream;

const void *keyOf(cudaStream_t Stream) {
  if (Stream == cudaStreamPerThread || (!Stream && NullIsPerThread))
    return &PerThreadStream;
  return Stream ? Stream : cudaStreamLegacy;
}

bool isLegacy(const void *Key) { return Key == cudaStreamLegacy; }

bool idle() { return Known.load(std::memory_order_acquire) == 0; }

void count() {
  Captures &C = Captures::get();
  Known.store(C.Streams.size() + C.Events.size(), std::memory_order_release);
}

Member *memberOf(const void *Key) {
  auto Found = Captures::get().Streams.find(Key);
  return Found == Captures::get().Streams.end() ? nullptr : &Found->second;
}

template <typename Condition> bool invalidateIf(Condition Hit) {
  bool Any = false;
  for (const auto &Each : Captures::get().All)
    if (Hit(*Each)) {
      Each->Valid = false;
      Any = true;
    }
  return Any;
}

/// Work on the legacy stream comes before and after that of all blocking ones.
cudaError_t useLegacy() {
  bool Hit = invalidateIf([](const Capture &C) { return C.Blocking; });
  return Hit ? cudaErrorStreamCaptureImplicit : cudaSuccess;
}

void join(const void *Key, bool Blocking, std::shared_ptr<Capture> Of,
          Tips Last) {
  Of->Blocking |= Blocking;
  Captures::get().Streams[Key] = {std::move(Of), std::move(Last), {}, {}};
  count();
}

void merge(Tips &Into, const Tips &More) {
  for (const Edge &Each : More)
    if (std::none_of(Into.begin(), Into.end(),
                     [&](const Edge &E) { return E.From == Each.From; }))
      Into.push_back(Each);
}

/// All of \p Last and what they wait for.
std::set<const Node *> closure(const Tips &Last) {
  std::set<const Node *> Seen;
  Tips Left = Last;
  while (!Left.empty()) {
    const Node *Next = Left.back().From;
    Left.pop_back();
    if (Seen.insert(Next).second)
      Left.insert(Left.end(), Next->Before.begin(), Next->Before.end());
  }
  return Seen;
}

/// The program destroyed a node that a capture would have waited for.
bool alive(const Member &M) {
  return std::all_of(M.Last.begin(), M.Last.end(), [](const Edge &E) {
    return nodeOf(reinterpret_cast<cudaGraphNode_t>(E.From)) != nullptr;
  });
}

cudaError_t begin(cudaStream_t Stream, std::shared_ptr<Graph> Into, bool Owns,
                  Tips First, cudaStreamCaptureMode Mode) {
  const void *Key = keyOf(Stream);
  if (!isStream(Stream))
    return cudaErrorInvalidResourceHandle;
  if (unsigned(Mode) > cudaStreamCaptureModeRelaxed)
    return cudaErrorInvalidValue;
  if (isLegacy(Key))
    return cudaErrorStreamCaptureUnsupported;
  if (memberOf(Key))
    return cudaErrorIllegalState;
  Captures &C = Captures::get();
  auto New = std::make_shared<Capture>();
  New->Into = std::move(Into);
  New->Owns = Owns;
  New->Mode = Mode;
  New->Thread = std::this_thread::get_id();
  New->Origin = Key;
  New->Id = C.NextId++;
  C.All.push_back(New);
  join(Key, isBlocking(Stream), std::move(New), std::move(First));
  return cudaSuccess;
}

/// A fork that the stream which began does not wait for.
bool isUnjoined(const Capture &C, const Tips &Last) {
  std::set<const Node *> Joined = closure(Last);
  for (const auto &[Key, M] : Captures::get().Streams)
    if (M.Of.get() == &C)
      for (const Edge &Each : M.Last)
        if (!Joined.count(Each.From))
          return true;
  return false;
}

void leave(const Capture &C) {
  Captures &All = Captures::get();
  std::erase_if(All.Streams,
                [&](const auto &Each) { return Each.second.Of.get() == &C; });
  std::erase_if(All.All, [&](const auto &Each) { return Each.get() == &C; });
  count();
}

cudaError_t end(cudaStream_t Stream, cudaGraph_t *Out) {
  if (!isStream(Stream))
    return cudaErrorInvalidResourceHandle;
  if (!Out)
    return cudaErrorInvalidValue;
  *Out = nullptr;
  Member *M = memberOf(keyOf(Stream));
  if (!M)
    return cudaErrorIllegalState;
  std::shared_ptr<Capture> C = M->Of;
  if (C->Origin != keyOf(Stream)) {
    C->Valid = false;
    return cudaErrorStreamCaptureUnmatched;
  }
  if (C->Mode != cudaStreamCaptureModeRelaxed &&
      C->Thread != std::this_thread::get_id())
    return cudaErrorStreamCaptureWrongThread;
  cudaError_t Error = !C->Valid || !alive(*M)
                          ? cudaErrorStreamCaptureInvalidated
                      : isUnjoined(*C, M->Last) ? cudaErrorStreamCaptureUnjoined
                                                : cudaSuccess;
  C->Ended = true;
  leave(*C);
  if (Error == cudaSuccess)
    *Out = C->Owns ? keepGraph(C->Into) : C->Into->handle();
  return Error;
}

cudaError_t info(cudaStream_t Stream, cudaStreamCaptureStatus *Status,
                 unsigned long long *Id, cudaGraph_t *Into,
                 const cudaGraphNode_t **Nodes, const cudaGraphEdgeData **Data,
                 size_t *Count) {
  if (!isStream(Stream))
    return cudaErrorInvalidResourceHandle;
  if (!Status)
    return cudaErrorInvalidValue;
  *Status = cudaStreamCaptureStatusNone;
  const void *Key = keyOf(Stream);
  if (isLegacy(Key))
    return useLegacy();
  Member *M = memberOf(Key);
  if (!M)
    return cudaSuccess;
  *Status = M->Of->Valid ? cudaStreamCaptureStatusActive
                         : cudaStreamCaptureStatusInvalidated;
  if (!M->Of->Valid)
    return cudaSuccess;
  M->Handles.clear();
  M->Data.clear();
  for (const Edge &Each : M->Last) {
    M->Handles.push_back(Each.From->handle());
    M->Data.push_back(Each.Data);
  }
  if (Id)
    *Id = M->Of->Id;
  if (Into)
    *Into = M->Of->Into->handle();
  if (Nodes)
    *Nodes = M->Handles.data();
  if (Data)
    *Data = M->Data.data();
  if (Count)
    *Count = M->Last.size();
  return cudaSuccess;
}

cudaError_t update(cudaStream_t Stream, cudaGraphNode_t *Nodes,
                   const cudaGraphEdgeData *Data, size_t Count,
                   unsigned Flags) {
  Member *M = isStream(Stream) ? memberOf(keyOf(Stream)) : nullptr;
  if (!M)
    return isStream(Stream) ? cudaErrorIllegalState
                            : cudaErrorInvalidResourceHandle;
  if (!M->Of->Valid)
    return cudaErrorStreamCaptureInvalidated;
  if (Flags > cudaStreamSetCaptureDependencies)
    return cudaErrorInvalidValue;
  Tips New;
  if (cudaError_t Error = edgesFrom(*M->Of->Into, Nodes, Data, Count, New))
    return Error;
  if (Flags == cudaStreamSetCaptureDependencies)
    M->Last.clear();
  merge(M->Last, New);
  return cudaSuccess;
}

} // namespace

//===--- What other calls ask ---------------------------------------------===//

cudaError_t enter(cudaStream_t Stream, bool &Records) {
  Records = false;
  if (!isStream(Stream))
    return cudaErrorInvalidResourceHandle;
  if (idle())
    return cudaSuccess;
  std::lock_guard Guard(graphLock());
  const void *Key = keyOf(Stream);
  if (isLegacy(Key))
    return useLegacy();
  Member *M = memberOf(Key);
  if (M && !M->Of->Valid)
    return cudaErrorStreamCaptureInvalidated;
  Records = M != nullptr;
  return cudaSuccess;
}

cudaError_t capture(cudaStream_t Stream, Work &&Do) {
  std::lock_guard Guard(graphLock());
  Member *M = memberOf(keyOf(Stream));
  // Another thread may have ended it since enter().
  if (!M || !M->Of->Valid || !alive(*M))
    return cudaErrorStreamCaptureInvalidated;
  Node &New = M->Of->Into->add(std::move(Do), std::move(M->Last));
  M->Last = {{&New, {}}};
  return cudaSuccess;
}

cudaError_t enterUncaptured(cudaStream_t Stream) {
  bool Records = false;
  if (cudaError_t Error = enter(Stream, Records))
    return Error;
  if (!Records)
    return cudaSuccess;
  std::lock_guard Guard(graphLock());
  if (Member *M = memberOf(keyOf(Stream)))
    M->Of->Valid = false;
  return cudaErrorStreamCaptureUnsupported;
}

cudaError_t enterAll() {
  if (idle())
    return cudaSuccess;
  std::lock_guard Guard(graphLock());
  bool Hit = invalidateIf([](const Capture &) { return true; });
  return Hit ? cudaErrorStreamCaptureUnsupported : cudaSuccess;
}

cudaError_t enterUnsafe() {
  if (idle() || ModeNow == cudaStreamCaptureModeRelaxed)
    return cudaSuccess;
  std::lock_guard Guard(graphLock());
  auto Me = std::this_thread::get_id();
  bool Hit = invalidateIf([&](const Capture &C) {
    if (C.Thread == Me)
      return C.Mode != cudaStreamCaptureModeRelaxed;
    return C.Mode == cudaStreamCaptureModeGlobal &&
           ModeNow == cudaStreamCaptureModeGlobal;
  });
  return Hit ? cudaErrorStreamCaptureUnsupported : cudaSuccess;
}

std::optional<cudaError_t> captureRecord(cudaEvent_t Event, cudaStream_t Stream,
                                         bool External) {
  bool Records = false;
  if (cudaError_t Error = enter(Stream, Records))
    return Error;
  if (Records && External)
    return capture(Stream, RecordWork{Event});
  if (idle())
    return std::nullopt;
  std::lock_guard Guard(graphLock());
  Member *M = memberOf(keyOf(Stream));
  if (M)
    Captures::get().Events[Event] = {M->Of, M->Last, {}, {}};
  else
    Captures::get().Events.erase(Event);
  count();
  return M ? std::optional(cudaSuccess) : std::nullopt;
}

std::optional<cudaError_t> captureWait(cudaEvent_t Event, cudaStream_t Stream,
                                       bool External) {
  bool Records = false;
  if (cudaError_t Error = enter(Stream, Records))
    return Error;
  if (Records && External)
    return capture(Stream, WaitWork{Event});
  if (idle())
    return std::nullopt;
  std::lock_guard Guard(graphLock());
  const void *Key = keyOf(Stream);
  Member *M = memberOf(Key);
  auto Found = Captures::get().Events.find(Event);
  if (Found == Captures::get().Events.end()) {
    if (!M)
      return std::nullopt;
    M->Of->Valid = false; // what the event stands for is not in the graph
    return cudaErrorStreamCaptureIsolation;
  }
  Member &E = Found->second;
  if (E.Of->Ended)
    return cudaErrorCapturedEvent;
  if (!E.Of->Valid || !alive(E))
    return cudaErrorStreamCaptureInvalidated;
  if (isLegacy(Key)) {
    E.Of->Valid = false;
    return cudaErrorStreamCaptureImplicit;
  }
  if (!M) {
    join(Key, isBlocking(Stream), E.Of, E.Last);
  } else if (M->Of != E.Of) {
    M->Of->Valid = E.Of->Valid = false;
    return cudaErrorStreamCaptureMerge;
  } else {
    merge(M->Last, E.Last);
  }
  return cudaSuccess;
}

cudaError_t enterEvent(cudaEvent_t Event) {
  if (idle())
    return cudaSuccess;
  std::lock_guard Guard(graphLock());
  auto Found = Captures::get().Events.find(Event);
  if (Found == Captures::get().Events.end())
    return cudaSuccess;
  if (!Found->second.Of->Ended)
    Found->second.Of->Valid = false;
  return cudaErrorCapturedEvent;
}

void forgetStream(cudaStream_t Stream) {
  if (idle())
    return;
  std::lock_guard Guard(graphLock());
  Member *M = memberOf(keyOf(Stream));
  if (!M)
    return;
  std::shared_ptr<Capture> C = M->Of;
  C->Valid = false;
  if (C->Origin != keyOf(Stream)) {
    Captures::get().Streams.erase(keyOf(Stream));
  } else {
    C->Ended = true; // nobody can end it any more
    leave(*C);
  }
  count();
}

void forgetEvent(cudaEvent_t Event) {
  if (idle())
    return;
  std::lock_guard Guard(graphLock());
  Captures::get().Events.erase(Event);
  count();
}

} // namespace gpurt::simt

using namespace gpurt::simt;

//===--- CUDA's calls -----------------------------------------------------===//

GPURT_API cudaError_t cudaStreamBeginCapture(cudaStream_t Stream,
                                             cudaStreamCaptureMode Mode) {
  std::lock_guard Guard(graphLock());
  return done(begin(Stream, std::make_shared<Graph>(), true, {}, Mode));
}

// The null stream of a program that is built with --default-stream=per-thread.
GPURT_API cudaError_t cudaStreamBeginCapture_ptsz(cudaStream_t Stream,
                                                  cudaStreamCaptureMode Mode) {
  NullIsPerThread = true;
  return cudaStreamBeginCapture(Stream, Mode);
}

GPURT_API cudaError_t cudaStreamBeginCaptureToGraph(
    cudaStream_t Stream, cudaGraph_t Into, const cudaGraphNode_t *Before,
    const cudaGraphEdgeData *Data, size_t Count, cudaStreamCaptureMode Mode) {
  std::lock_guard Guard(graphLock());
  Graph *G = graphOf(Into);
  if (!G)
    return done(cudaErrorInvalidValue);
  Tips First;
  cudaError_t Error = edgesFrom(*G, Before, Data, Count, First);
  if (Error == cudaSuccess)
    Error = begin(Stream, G->shared_from_this(), false, std::move(First), Mode);
  return done(Error);
}

GPURT_API cudaError_t cudaStreamBeginCaptureToGraph_ptsz(
    cudaStream_t Stream, cudaGraph_t Into, const cudaGraphNode_t *Before,
    const cudaGraphEdgeData *Data, size_t Count, cudaStreamCaptureMode Mode) {
  NullIsPerThread = true;
  return cudaStreamBeginCaptureToGraph(Stream, Into, Before, Data, Count, Mode);
}

GPURT_API cudaError_t cudaStreamEndCapture(cudaStream_t Stream,
                                           cudaGraph_t *Out) {
  std::lock_guard Guard(graphLock());
  return done(end(Stream, Out));
}
GPURT_PER_THREAD(cudaStreamEndCapture, _ptsz)

GPURT_API cudaError_t cudaStreamIsCapturing(cudaStream_t Stream,
                                            cudaStreamCaptureStatus *Status) {
  std::lock_guard Guard(graphLock());
  return done(
      info(Stream, Status, nullptr, nullptr, nullptr, nullptr, nullptr));
}
GPURT_PER_THREAD(cudaStreamIsCapturing, _ptsz)

GPURT_API cudaError_t cudaStreamGetCaptureInfo(
    cudaStream_t Stream, cudaStreamCaptureStatus *Status,
    unsigned long long *Id, cudaGraph_t *Into, const cudaGraphNode_t **Nodes,
    const cudaGraphEdgeData **Data, size_t *Count) {
  std::lock_guard Guard(graphLock());
  return done(info(Stream, Status, Id, Into, Nodes, Data, Count));
}
GPURT_PER_THREAD(cudaStreamGetCaptureInfo, _ptsz)

GPURT_API cudaError_t cudaStreamUpdateCaptureDependencies(
    cudaStream_t Stream, cudaGraphNode_t *Nodes, const cudaGraphEdgeData *Data,
    size_t Count, unsigned Flags) {
  std::lock_guard Guard(graphLock());
  return done(update(Stream, Nodes, Data, Count, Flags));
}
GPURT_PER_THREAD(cudaStreamUpdateCaptureDependencies, _ptsz)

GPURT_API cudaError_t
cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode *Mode) {
  if (!Mode || unsigned(*Mode) > cudaStreamCaptureModeRelaxed)
    return done(cudaErrorInvalidValue);
  std::swap(*Mode, ModeNow);
  return done(cudaSuccess);
}
