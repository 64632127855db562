//===- Device.h - The groups that run on a CUDA device ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A worker is a program in a folder, named <group> or <group>-<what>; its rows
// become benchmarks "<group>/<what>/<row>". So a further one (arenas, pools) is
// one more line in CMakeLists.txt and nothing here.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_H
#define GPURT_TOOLS_BENCH_DEVICE_H

#include "CommandLine.h"
#include "Worker.h"

#include <memory>
#include <string>
#include <vector>

namespace gpurt::bench {

class DeviceGroups {
public:
  /// Finds the workers that \p Line wants.
  explicit DeviceGroups(const CommandLine &Line);

  /// Registers their rows with Google Benchmark. Unless names are only listed,
  /// there must be a device.
  /// \returns 0, or the exit code after a line on stderr
  int registerRows();

private:
  struct Member {
    std::string Name; ///< "heap/gpurt"
    std::unique_ptr<Worker> Process;
  };
  const CommandLine &Line;
  std::vector<Member> Members;
};

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_H
