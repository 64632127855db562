//===- Session.h - Runs litmus tests on a device ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One instance a launch on the CPU engine, whose schedule and seed differ from
// launch to launch; on a GPU tens of thousands, which meet in ways that differ
// from launch to launch.
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_SESSION_H
#define GPURT_TEST_SIMT_LITMUS_SESSION_H

#include "Launch.h"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace gpurt::litmus {

struct Test {
  const char *Family;
  const Shape *S;
  const Variant *V;
  Program P;
  Kernel Run;
  std::string Name;
};

struct Histogram {
  std::map<Outcome, uint64_t> Counts;
  uint64_t Launches = 0, Instances = 0;
  uint64_t Strange = 0; ///< values that no outcome can hold
  std::string Error;    ///< of CUDA; empty if there was none
};

class Session {
public:
  enum class Device { Gpu, Engine };
  explicit Session(Device D);
  ~Session();

  /// Adds to \p H until it has \p MostLaunches or \p Seconds are over; 0 is no
  /// bound, and one of the two must be one.
  void run(const Test &T, uint64_t MostLaunches, double Seconds, Histogram &H);

  [[nodiscard]] std::string deviceName() const;

private:
  const Device Kind;
  struct Memory;
  std::unique_ptr<Memory> M;
  std::mt19937 Random{1};

  [[nodiscard]] uint32_t below(uint32_t Bound) { return Random() % Bound; }
  Setup setupFor(const Test &T) const;
  void vary(Setup &U, const Test &T);
  cudaError_t launch(const Test &T, const Setup &U);
  cudaError_t countOnHost(const Test &T, const Setup &U, Histogram &H);
  cudaError_t prepareMemory(const Test &T, const Setup &U);
};

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_SESSION_H
