//===- PanicPlaces.cpp - How many threads panicked where ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See PanicPlaces.h.
// Test: test/unit/PanicPlacesTest.cpp
//===----------------------------------------------------------------------===//
#include "PanicPlaces.h"
#include "CopyLane.h"
#include "Panic.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <tuple>

using namespace gpurt;
using namespace gpurt::runtime;

std::vector<gpurt_panic_site> PanicPlaces::list() const {
  std::vector<gpurt_panic_site> All;
  for (const auto &[Place, Threads] : Counts) {
    gpurt_panic_site Each{};
    Each.threads = Threads;
    Each.line = Place.second;
    Each.file[Place.first.copy(Each.file, sizeof(Each.file) - 1)] = 0;
    All.push_back(Each);
  }
  std::sort(All.begin(), All.end(), [](const auto &A, const auto &B) {
    return std::tuple(B.threads, std::string_view(A.file), A.line) <
           std::tuple(A.threads, std::string_view(B.file), B.line);
  });
  return All;
}

std::pair<std::string, uint32_t>
PanicPlaces::placeOf(const gpurt_panic_info &Info) {
  if (Info.file[0])
    return {Info.file, Info.line};
  StackFrame Inner = innermostFrame(Info.stack);
  return {std::string(Inner.File),
          uint32_t(std::atoi(std::string(Inner.Line).c_str()))};
}

void PanicTable::read(CopyLane &Calls, const abi::PanicSite *OnDevice,
                      PanicPlaces &New) {
  std::vector<abi::PanicSite> Now(abi::PanicSites);
  if (Calls.read(Now.data(), OnDevice, Now.size() * sizeof(Now[0])) !=
      cudaSuccess)
    return;
  for (size_t I = 0; I < Now.size(); ++I) {
    // One whose text is still being written is counted the next time.
    if (!Now[I].Written || Now[I].Count == Known[I])
      continue;
    gpurt_panic_info Info{};
    Info.line = Now[I].Line;
    Now[I].Text[sizeof(Now[I].Text) - 1] = 0;
    std::strcpy(Now[I].Line ? Info.file : Info.stack, Now[I].Text);
    auto [File, Line] = PanicPlaces::placeOf(Info);
    New.add(File, Line, Now[I].Count - Known[I]);
    Known[I] = Now[I].Count;
  }
}
