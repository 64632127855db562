//===- Logs.cpp - The host's end of logging -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Logs.h. Locks, taken in this order: MakeLock while rings are made or
// taken away, where CUDA may wait for kernels; a device's DeviceLock, under
// which CUDA is asked for copies by the copy engine alone; a share's. The
// threads take the last only, so kernels that wait for room get it. Test:
// test/run/log/, test/unit/LogsTest.cpp
//===----------------------------------------------------------------------===//
#include "Logs.h"
#include "CopyLane.h"
#include "Device.h"
#include "Drain.h"
#include "Grower.h"
#include "LogOptions.h"
#include "LogSinks.h"
#include "Message.h"
#include "Process.h"

#include "gpurt/log.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <shared_mutex>
#include <string>
#include <sys/prctl.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace gpurt;
using namespace gpurt::runtime;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// Places that log are few; a text has some 200 bytes.
constexpr uint32_t TextBytes = 1 << 20;

constexpr auto StayAlert = 10ms;
constexpr auto AlertPause = 20us;
constexpr auto IdlePause = 1ms;

/// Some device had rings, so there may be threads. Relaxed: who made them came
/// before the exit of the process.
std::atomic<bool> WasUsed{false};

/// What the program asked for last, or -1. Relaxed: the number is all.
std::atomic<int> AskedLevel{-1};

uint32_t wantedLevel() {
  int Asked = AskedLevel.load(std::memory_order_relaxed);
  return Asked < 0 ? LogOptions::get().Level : uint32_t(Asked);
}

//===----------------------------------------------------------------------===//
// Rings of one device
//===----------------------------------------------------------------------===//

class DeviceLog {
public:
  /// Makes the rings of the current device. \returns null, and says so, if
  /// that fails.
  static std::unique_ptr<DeviceLog> make(int Ordinal, CopyLane &Calls);
  ~DeviceLog();

  bool pass(logs::Extent Wanted);
  /// Of the rings of one thread.
  bool passShare(logs::Extent Wanted, uint32_t Number);
  /// Nobody will read any more: who waits for room goes on without.
  void close();
  cudaError_t writeSlot(void *Place);
  void setLevel(uint32_t Level);
  logging::DrainCounts counts();
  void finish();

private:
  DeviceLog(int Ordinal, CopyLane &Calls) : Ordinal(Ordinal), Calls(Calls) {}

  cudaError_t makeRegion(const char *&Step);
  cudaError_t registerRegion();
  cudaError_t makeTables(const char *&Step);
  bool readRings();

  /// The rings that one thread reads.
  struct Share {
    template <typename... Ts> explicit Share(const Ts &...Of) : Rings(Of...) {}
    std::mutex Lock;
    logging::Drain Rings; ///< guarded by Lock
  };

  int Ordinal;
  CopyLane &Calls;
  std::mutex DeviceLock; ///< guards what is not made by make() alone
  std::unique_ptr<logging::LogFileWriter> File;
  logging::Region Rings;
  bool OwnsRegion = false; ///< from cudaHostAlloc
  bool Registered = false; ///< from cudaHostRegister
  void *Tables = nullptr;  ///< device memory: rings, control, cells
  abi::LogSlot Slot{};
  std::vector<std::unique_ptr<Share>> Shares; ///< one for each thread
};

/// Where a device's rings live while its log file cannot be pinned.
std::string companionPath(int Ordinal) {
  return "/dev/shm/gpurt-log-" + std::to_string(getpid()) + "-" +
         std::to_string(Ordinal);
}

cudaError_t DeviceLog::registerRegion() {
  OwnErrors Errors;
  cudaError_t Error =
      cudaHostRegister(Rings.Memory, Rings.Shape.bytes(),
                       cudaHostRegisterMapped | cudaHostRegisterPortable);
  Registered = Error == cudaSuccess;
  return Error;
}

cudaError_t DeviceLog::makeRegion(const char *&Step) {
  const LogOptions &Wanted = LogOptions::get();
  if (!Wanted.File.empty()) {
    std::string Path = Wanted.File, Why;
    if (Ordinal)
      Path += "." + std::to_string(Ordinal);
    File = logging::LogFileWriter::create(Path, Rings.Shape, uint32_t(Ordinal),
                                          Wanted.Policy, Why);
    if (File) {
      Rings = File->region();
      if (registerRegion() == cudaSuccess)
        return cudaSuccess;
      // Not every file system lets its pages be pinned for long; the one in
      // memory does.
      if (File->moveRegion(companionPath(Ordinal), Why)) {
        Rings = File->region();
        if (registerRegion() == cudaSuccess)
          return cudaSuccess;
        Why = "its pages cannot be pinned";
      }
      File.reset();
    }
    complain("cannot log to GPURT_LOG_FILE: %s; going on without it",
             Why.c_str());
  }
  Step = "cudaHostAlloc";
  void *Memory = nullptr;
  cudaError_t Error =
      cudaHostAlloc(&Memory, Rings.Shape.bytes(),
                    cudaHostAllocMapped | cudaHostAllocPortable);
  if (Error != cudaSuccess)
    return Error;
  std::memset(Memory, 0, Rings.Shape.bytes());
  Rings.Memory = static_cast<char *>(Memory);
  OwnsRegion = true;
  return cudaSuccess;
}

cudaError_t DeviceLog::makeTables(const char *&Step) {
  const LogOptions &Wanted = LogOptions::get();
  uint32_t Count = Rings.Shape.NumRings;
  uint32_t First = abi::logFirstPosition(Rings.Shape.RingUnits);
  for (uint32_t I = 0; I < Count; ++I)
    Rings.tails()[I].Position = First;

  std::vector<abi::LogRing> Fresh(Count);
  for (abi::LogRing &Each : Fresh)
    Each = {uint64_t(First) << 32, First};
  uint64_t RingBytes = Count * sizeof(abi::LogRing);
  // The control behind the rings; then the cells.
  uint64_t CellsAt = RingBytes + 4096;
  uint64_t CellBytes = Wanted.OnDevice ? Count * Rings.Shape.ringBytes() : 0;
  Step = "cudaMalloc";
  if (cudaError_t Error = cudaMalloc(&Tables, CellsAt + CellBytes))
    return Error;
  char *Base = static_cast<char *>(Tables);
  if (CellBytes)
    if (cudaError_t Error = Calls.zero(Base + CellsAt, CellBytes))
      return Error;
  abi::LogControl Control = {};
  Control.TextUsed = abi::LogTextAlign; // text 0 is none
  Control.Level = wantedLevel();
  if (cudaError_t Error = Calls.write(Base, Fresh.data(), RingBytes))
    return Error;
  if (cudaError_t Error =
          Calls.write(Base + RingBytes, &Control, sizeof(Control)))
    return Error;

  Step = "cudaHostGetDevicePointer";
  void *OnDevice = nullptr;
  if (cudaError_t Error = cudaHostGetDevicePointer(&OnDevice, Rings.Memory, 0))
    return Error;
  logging::Region Seen{Rings.Shape, static_cast<char *>(OnDevice)};
  Slot.Rings = reinterpret_cast<abi::LogRing *>(Base);
  Slot.Cells = CellBytes ? reinterpret_cast<abi::LogCell *>(Base + CellsAt)
                         : Seen.cells();
  Slot.Tails = Seen.tails();
  Slot.Texts = Seen.texts();
  Slot.Control = reinterpret_cast<abi::LogControl *>(Base + RingBytes);
  Slot.TextBytes = TextBytes;
  Slot.NumRings = Count;
  Slot.RingUnits = Rings.Shape.RingUnits;
  Slot.Policy = Wanted.Policy;
  return cudaSuccess;
}

std::unique_ptr<DeviceLog> DeviceLog::make(int Ordinal, CopyLane &Calls) {
  std::unique_ptr<DeviceLog> Made(new DeviceLog(Ordinal, Calls));
  const char *Step = "cudaDeviceGetAttribute";
  int Multiprocessors = 0;
  cudaError_t Error = cudaDeviceGetAttribute(
      &Multiprocessors, cudaDevAttrMultiProcessorCount, Ordinal);
  if (Error == cudaSuccess) {
    Made->Rings.Shape = {uint32_t(Multiprocessors), LogOptions::get().RingUnits,
                         TextBytes};
    Error = Made->makeRegion(Step);
  }
  if (Error == cudaSuccess)
    Error = Made->makeTables(Step);
  if (Error != cudaSuccess) {
    complain("cannot set up the log of device %d: %s: %s; its kernels log "
             "nothing",
             Ordinal, Step, cudaGetErrorString(Error));
    return nullptr;
  }
  uint32_t Threads = LogOptions::get().Threads;
  uint32_t Rings = Made->Rings.Shape.NumRings;
  for (uint32_t I = 0; I < Threads; ++I)
    Made->Shares.push_back(std::make_unique<Share>(
        Made->Rings, LogOptions::get().Policy, uint32_t(Ordinal),
        Made->File.get(),
        logging::Drain::Range{Rings * I / Threads, Rings * (I + 1) / Threads}));
  return Made;
}

DeviceLog::~DeviceLog() {
  OwnErrors Errors;
  if (Registered)
    cudaHostUnregister(Rings.Memory);
  if (OwnsRegion)
    __real_cudaFreeHost(Rings.Memory);
  if (Tables)
    __real_cudaFree(Tables);
}

/// Copies rings of device memory to the host's.
bool DeviceLog::readRings() {
  OwnErrors Errors;
  return Calls.read(Rings.cells(), Slot.Cells,
                    Rings.Shape.NumRings * Rings.Shape.ringBytes()) ==
         cudaSuccess;
}

bool DeviceLog::passShare(logs::Extent Wanted, uint32_t Number) {
  Share &Mine = *Shares[Number];
  std::lock_guard Guard(Mine.Lock);
  LogSinks &Sinks = LogSinks::get();
  logging::Drain::EntrySink Show;
  if (Sinks.areWanted())
    Show = [&](const logging::Entry &E) { Sinks.show(E); };
  using Until = logging::Drain::Until;
  bool Any = false;
  if (LogOptions::get().Policy != abi::LogPolicy::Overwrite)
    Any = Mine.Rings.pass(Show, Wanted == logs::Extent::New   ? Until::Settled
                                : Wanted == logs::Extent::End ? Until::End
                                                              : Until::Now);
  else if (Wanted >= logs::Extent::Rings)
    Any = Mine.Rings.snapshot(Show);
  Sinks.flush();
  return Any;
}

bool DeviceLog::pass(logs::Extent Wanted) {
  std::unique_lock Guard(DeviceLock, std::defer_lock);
  if (LogOptions::get().OnDevice) {
    if (Wanted < logs::Extent::Rings)
      return false;
    Guard.lock(); // for as long as the copy is looked at
    if (!readRings())
      return false;
  }
  bool Any = false;
  for (uint32_t I = 0; I < Shares.size(); ++I)
    Any |= passShare(Wanted, I);
  return Any;
}

void DeviceLog::close() {
  // Relaxed: the word is all.
  for (uint32_t Ring = 0; Ring < Rings.Shape.NumRings; ++Ring)
    __atomic_store_n(&Rings.tails()[Ring].Closed, 1, __ATOMIC_RELAXED);
}

cudaError_t DeviceLog::writeSlot(void *Place) {
  std::lock_guard Guard(DeviceLock);
  return Calls.write(Place, &Slot, sizeof(Slot));
}

void DeviceLog::setLevel(uint32_t Level) {
  std::lock_guard Guard(DeviceLock);
  OwnErrors Errors;
  Calls.write(&Slot.Control->Level, &Level, sizeof(Level));
}

logging::DrainCounts DeviceLog::counts() {
  logging::DrainCounts Sum;
  for (auto &Each : Shares) {
    std::lock_guard Guard(Each->Lock);
    const logging::DrainCounts &Of = Each->Rings.counts();
    Sum.Received += Of.Received;
    Sum.Lost += Of.Lost;
    Sum.Torn += Of.Torn;
  }
  return Sum;
}

void DeviceLog::finish() {
  std::lock_guard Guard(DeviceLock);
  if (File)
    File->finish();
}

//===----------------------------------------------------------------------===//
// All devices
//===----------------------------------------------------------------------===//

/// Never destroyed: hooks may run in destructors of the program's statics.
struct All {
  std::mutex MakeLock;
  /// Guards Devices against being taken away while someone drains.
  std::shared_mutex UseLock;
  std::unique_ptr<DeviceLog> Devices[MaxDevices];
  logging::DrainCounts Gone; ///< of devices that were reset; under UseLock

  std::mutex ThreadLock;
  std::condition_variable Bell;
  std::vector<std::thread> Threads;
  bool Stop = false;

  static All &get() {
    static All *const Only = new All;
    return *Only;
  }

  void startThreads();
  void run(uint32_t Share);
};

/// Calls \p Act for each device that logs. \returns true if one call did.
template <typename Function> bool drainEach(Function Act) {
  if (isForkedChild())
    return false;
  All &Logs = All::get();
  std::shared_lock Use(Logs.UseLock);
  bool Any = false;
  try {
    for (int Ordinal :
         OrdinalSet(logs::LiveMask.load(std::memory_order_acquire)))
      if (DeviceLog *Device = Logs.Devices[Ordinal].get())
        Any |= Act(*Device);
  } catch (const std::exception &Error) {
    static Once First;
    if (First())
      complain("cannot read the log: %s", Error.what());
  }
  return Any;
}

void All::run(uint32_t Share) {
  pthread_setname_np(pthread_self(), "gpurt-log");
  // The kernel rounds sleeps up by 50 us otherwise.
  prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
  Clock::time_point Alert = Clock::now();
  std::unique_lock Guard(ThreadLock);
  while (!Stop) {
    Guard.unlock();
    bool Any = drainEach([&](DeviceLog &Device) {
      return Device.passShare(logs::Extent::New, Share);
    });
    Clock::time_point Now = Clock::now();
    if (Any)
      Alert = Now;
    Guard.lock();
    if (!Any && !Stop)
      Bell.wait_for(Guard, Now - Alert < StayAlert
                               ? Clock::duration(AlertPause)
                               : Clock::duration(IdlePause));
  }
}

void All::startThreads() {
  std::lock_guard Guard(ThreadLock);
  if (!Threads.empty() || Stop || isServedByDevice())
    return;
  // Signals are the program's: its handlers must not run on our thread.
  sigset_t Every, Before;
  sigfillset(&Every);
  pthread_sigmask(SIG_SETMASK, &Every, &Before);
  try {
    for (uint32_t I = 0; I < LogOptions::get().Threads; ++I)
      Threads.emplace_back([this, I] { run(I); });
  } catch (const std::system_error &Error) {
    complain("cannot start a thread that reads the log (%s); its share is read "
             "where the program waits for kernels",
             Error.what());
  }
  pthread_sigmask(SIG_SETMASK, &Before, nullptr);
}

} // namespace

cudaError_t logs::connect(int Ordinal, CopyLane &Calls, void *Slot) {
  All &Logs = All::get();
  std::lock_guard Guard(Logs.MakeLock);
  if (!Logs.Devices[Ordinal]) {
    std::unique_ptr<DeviceLog> Made = DeviceLog::make(Ordinal, Calls);
    if (!Made)
      return cudaErrorMemoryAllocation;
    std::lock_guard Use(Logs.UseLock);
    Logs.Devices[Ordinal] = std::move(Made);
  }
  WasUsed.store(true, std::memory_order_relaxed);
  LiveMask.fetch_or(1ull << Ordinal, std::memory_order_release);
  Logs.startThreads();
  return Logs.Devices[Ordinal]->writeSlot(Slot);
}

bool logs::killsContext(cudaError_t Error) {
  switch (Error) {
  case cudaErrorIllegalAddress:
  case cudaErrorLaunchTimeout:
  case cudaErrorAssert:
  case cudaErrorHardwareStackError:
  case cudaErrorIllegalInstruction:
  case cudaErrorMisalignedAddress:
  case cudaErrorInvalidAddressSpace:
  case cudaErrorInvalidPc:
  case cudaErrorLaunchFailure:
  case cudaErrorECCUncorrectable:
    return true;
  default:
    return false;
  }
}

bool logs::drain(Extent Wanted) {
  return drainEach([&](DeviceLog &Device) { return Device.pass(Wanted); });
}

void logs::tearDown(int Ordinal) {
  All &Logs = All::get();
  drain(Extent::Rings);
  std::lock_guard Guard(Logs.MakeLock);
  std::lock_guard Use(Logs.UseLock);
  if (!Logs.Devices[Ordinal])
    return;
  LiveMask.fetch_and(~(1ull << Ordinal), std::memory_order_release);
  logging::DrainCounts Last = Logs.Devices[Ordinal]->counts();
  Logs.Gone.Received += Last.Received;
  Logs.Gone.Lost += Last.Lost;
  Logs.Gone.Torn += Last.Torn;
  Logs.Devices[Ordinal]->finish();
  Logs.Devices[Ordinal].reset();
}

void logs::finish() {
  if (!WasUsed.load(std::memory_order_relaxed))
    return;
  All &Logs = All::get();
  std::vector<std::thread> Ended;
  {
    std::lock_guard Guard(Logs.ThreadLock);
    Logs.Stop = true;
    Ended = std::move(Logs.Threads);
  }
  Logs.Bell.notify_all();
  for (std::thread &Each : Ended)
    Each.join();
  {
    std::shared_lock Use(Logs.UseLock);
    for (int Ordinal : OrdinalSet(LiveMask.load(std::memory_order_acquire)))
      Logs.Devices[Ordinal]->close();
  }
  drain(Extent::End);
  std::shared_lock Use(Logs.UseLock);
  for (int Ordinal : OrdinalSet(LiveMask.load(std::memory_order_acquire)))
    Logs.Devices[Ordinal]->finish();
}

//===----------------------------------------------------------------------===//
// What programs call
//===----------------------------------------------------------------------===//

extern "C" {

GPURT_EXPORT void gpurt_log_set_callback(gpurt_log_callback Callback,
                                         void *User) {
  LogSinks::get().setCallback(Callback, User);
}

GPURT_EXPORT void gpurt_log_set_level(int Level) {
  if (Level < 0 || isForkedChild())
    return;
  AskedLevel.store(Level, std::memory_order_relaxed);
  All &Logs = All::get();
  std::shared_lock Use(Logs.UseLock);
  for (int Ordinal : OrdinalSet(logs::LiveMask.load(std::memory_order_acquire)))
    Logs.Devices[Ordinal]->setLevel(uint32_t(Level));
}

GPURT_EXPORT void __gpurt_program_logs() {
  logs::AreWanted.store(true, std::memory_order_relaxed);
}

GPURT_EXPORT void gpurt_log_flush() {
  if (logs::areLive())
    logs::drain(logs::Extent::Rings);
}

GPURT_EXPORT void gpurt_log_stats(gpurt_log_statistics *Stats) {
  if (!Stats)
    return;
  All &Logs = All::get();
  std::shared_lock Use(Logs.UseLock);
  logging::DrainCounts Sum = Logs.Gone;
  for (int Ordinal :
       OrdinalSet(logs::LiveMask.load(std::memory_order_acquire))) {
    logging::DrainCounts Each = Logs.Devices[Ordinal]->counts();
    Sum.Received += Each.Received;
    Sum.Lost += Each.Lost;
    Sum.Torn += Each.Torn;
  }
  *Stats = {Sum.Received, Sum.Lost, Sum.Torn};
}

} // extern "C"
