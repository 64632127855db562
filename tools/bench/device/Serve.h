//===- Serve.h - What every worker of gpurt-bench is ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A worker is a program that measures one thing on the device, so that one that
// hangs or crashes takes no other with it (../Worker.h is the other end).
//   worker --list    its rows, one a line; needs no device
//   worker --device  the device's name, or exit code 3 and one line on stderr
//   worker           reads rows from stdin, answers each with one line:
//                    <status> <counter>=<number>...
// With --quick all sizes are small: that shows that all works, and no speed.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_SERVE_H
#define GPURT_TOOLS_BENCH_DEVICE_SERVE_H

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cuda_runtime.h>
#include <iostream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace gpurt::bench {

constexpr int StatusOfNoDevice = 3, StatusOfCudaError = 7;

/// After an error CUDA's context is no use for further tests: the process ends
/// and the parent starts another.
inline void must(cudaError_t Error, const char *What) {
  if (Error == cudaSuccess)
    return;
  std::fprintf(stderr, "gpurt-bench: %s: %s\n", What,
               cudaGetErrorString(Error));
  std::fflush(stderr);
  _exit(StatusOfCudaError);
}

struct Settings {
  size_t HeapBytes = size_t(8) << 30;
  uint64_t FillLimit = 1'500'000'000; ///< nanoseconds for each fill
  uint64_t ChurnOperations = 0;       ///< of the row soak; 0: no such row
  uint32_t Refills = 0;               ///< of the rows refill; 0: no such rows
  bool Quick = false;
};

struct Answer {
  std::string Status = "ok"; ///< one word
  std::vector<std::pair<const char *, double>> Counters;
};

/// Two events around work in the default stream.
class Stopwatch {
  cudaEvent_t Start = nullptr, End = nullptr;

public:
  Stopwatch() {
    must(cudaEventCreate(&Start), "cudaEventCreate");
    must(cudaEventCreate(&End), "cudaEventCreate");
  }
  Stopwatch(const Stopwatch &) = delete;
  Stopwatch &operator=(const Stopwatch &) = delete;
  ~Stopwatch() {
    cudaEventDestroy(Start);
    cudaEventDestroy(End);
  }
  /// \returns milliseconds on the device
  template <class Work> double time(Work &&Launch) {
    must(cudaEventRecord(Start), "cudaEventRecord");
    Launch();
    must(cudaEventRecord(End), "cudaEventRecord");
    must(cudaGetLastError(), "launch");
    must(cudaEventSynchronize(End), "kernel");
    float Milliseconds = 0;
    must(cudaEventElapsedTime(&Milliseconds, Start, End),
         "cudaEventElapsedTime");
    return Milliseconds;
  }
};

inline double median(std::vector<double> Values) {
  std::sort(Values.begin(), Values.end());
  return Values.empty() ? 0 : Values[Values.size() / 2];
}

/// \returns how many multiprocessors the device has
inline uint32_t numSMs() {
  int Count = 0;
  must(cudaDeviceGetAttribute(&Count, cudaDevAttrMultiProcessorCount, 0),
       "cudaDeviceGetAttribute");
  return uint32_t(Count);
}

inline int printDevice() {
  int Count = 0;
  cudaError_t Error = cudaGetDeviceCount(&Count);
  if (Error != cudaSuccess || Count == 0) {
    std::fprintf(stderr, "no CUDA device: %s\n", cudaGetErrorString(Error));
    return StatusOfNoDevice;
  }
  cudaDeviceProp Device;
  must(cudaGetDeviceProperties(&Device, 0), "cudaGetDeviceProperties");
  std::printf("%s, %d SMs\n", Device.name, Device.multiProcessorCount);
  return 0;
}

inline void print(const Answer &A) {
  std::string Line = A.Status;
  char Number[64];
  for (const auto &[Name, Value] : A.Counters) {
    std::snprintf(Number, sizeof(Number), "=%.9g", Value);
    Line += std::string(" ") + Name + Number;
  }
  std::puts(Line.c_str());
  std::fflush(stdout);
}

/// The main function of a worker. Suite is
///   explicit Suite(const Settings &);        needs no device
///   std::vector<std::string> rows() const;
///   Answer run(const std::string &Row);      a row of rows()
template <class Suite> int serve(int Argc, char **Argv) {
  Settings S;
  bool List = false, Device = false;
  for (int I = 1; I < Argc; ++I) {
    std::string_view Word = Argv[I];
    auto Number = [&] {
      return I + 1 < Argc ? std::strtoull(Argv[++I], nullptr, 10) : 0;
    };
    if (Word == "--heap-mb")
      S.HeapBytes = size_t(Number()) << 20;
    else if (Word == "--fill-ms")
      S.FillLimit = Number() * 1'000'000;
    else if (Word == "--churn-ops")
      S.ChurnOperations = Number();
    else if (Word == "--refills")
      S.Refills = uint32_t(Number());
    else if (Word == "--quick")
      S.Quick = true;
    else if (Word == "--list")
      List = true;
    else if (Word == "--device")
      Device = true;
    else
      return std::fprintf(stderr, "worker: unknown option %s\n", Argv[I]), 2;
  }
  if (Device)
    return printDevice();
  Suite Tests(S);
  if (List) {
    for (const std::string &Row : Tests.rows())
      std::puts(Row.c_str());
    return 0;
  }
  for (std::string Row; std::getline(std::cin, Row);)
    print(Tests.run(Row));
  return 0;
}

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_SERVE_H
