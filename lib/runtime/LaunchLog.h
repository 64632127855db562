//===- LaunchLog.h - Which launch a panic may come from -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel does not know its stream nor its own name, and nothing is added to
// launches for the sake of those that fail. Instead the host remembers the
// launches of each device that may still run, folded by kernel, stream, thread
// and size, and a panic is matched with them by the size of its grid and by
// the outermost function of its stack. What all that match have in common is
// known; what they do not is told as not known, or as a range.
// Graphs, and modules that the program launches through the driver, hide their
// kernels: they match any panic.
// Test: test/unit/LaunchLogTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_LAUNCHLOG_H
#define GPURT_LIB_RUNTIME_LAUNCHLOG_H

#include "Cuda.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gpurt::runtime {

/// A stream of one device. Each thread has a default stream of its own in
/// programs that asked for it.
struct StreamId {
  cudaStream_t Handle = nullptr; ///< null: the legacy default stream
  const void *Thread = nullptr;  ///< of cudaStreamPerThread, else null

  /// \returns the stream that \p Stream is in a call by this thread; with
  /// \p PerThread, null means the thread's own.
  static StreamId of(cudaStream_t Stream, bool PerThread = false);

  bool operator==(const StreamId &) const = default;
};

/// \returns what stands for the calling thread while it lives.
const void *thisThread();

/// The calls that may have launched a kernel, as far as they agree.
struct LaunchOrigin {
  std::optional<StreamId> Stream;
  const void *Thread = nullptr; ///< null: not known
  const void *Kernel = nullptr; ///< null: not known
  uint64_t First = 0, Last = 0; ///< numbers; 0: not known
};

/// Callers: any thread.
class LaunchLog {
public:
  using Size = std::array<uint32_t, 3>;

  struct Launch {
    const void *Kernel = nullptr; ///< null: a graph, of unknown kernels
    StreamId Stream;
    const void *Thread = nullptr;
    Size Grid{}, Block{};
    bool operator==(const Launch &) const = default;
  };

  /// Forgets everything; the next launch is number 1.
  void start();

  /// Notes a launch that is about to be made. Cost: an uncontended lock and a
  /// comparison for a launch like the one before, else a hash look-up.
  void note(const Launch &New);

  /// \returns the number of the newest launch.
  [[nodiscard]] uint64_t newest() const {
    return Newest.load(std::memory_order_relaxed);
  }

  /// The launches up to number \p UpTo are over, and their panics reported:
  /// those into \p Stream, or into every stream if it is nothing.
  void settle(const std::optional<StreamId> &Stream, uint64_t UpTo);

  /// \p Stream is no more; what was launched into it is of no known stream.
  void forgetStream(const StreamId &Stream);

  /// \returns where a grid of this size comes from. \p Function is the
  /// outermost function of its stack, demangled, or empty.
  /// \p Hidden: kernels may run of which nothing was noted.
  [[nodiscard]] LaunchOrigin originOf(const Size &Grid, const Size &Block,
                                      std::string_view Function,
                                      bool Hidden) const;

private:
  struct Hash {
    size_t operator()(const Launch &) const;
  };
  struct Numbers {
    uint64_t First = 0, Last = 0; ///< First 0: none that may still run
    bool StreamGone = false;
  };
  using Map = std::unordered_map<Launch, Numbers, Hash>;

  /// More kinds of launches than this, all of which may still run, and origins
  /// are not known until the device was waited for.
  static constexpr size_t MostKinds = 1024;

  bool makeRoom();

  mutable std::mutex Lock;
  std::atomic<uint64_t> Newest{0};   ///< written under Lock
  Map Kinds;                         ///< guarded by Lock, as all below
  Map::value_type *Before = nullptr; ///< of the last launch
  bool Overflown = false;
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_LAUNCHLOG_H
