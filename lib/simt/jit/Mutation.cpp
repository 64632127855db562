//===- Mutation.cpp - GPURT_MUTATE ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Mutation.h. An image is compiled once for all runs of GPURT_SCHEDULES,
// and what good runs print is dropped: so the mark is in memory that all runs
// share, and the line goes to the stderr that the process began with.
// Test: test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "Mutation.h"

#include "retarget/Mutate.h"

#include "llvm/Support/raw_ostream.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>

namespace gpurt::simt {
namespace {

int Stderr = 2; ///< before a run's output was diverted
std::atomic<bool> *Said = nullptr;

void prepareNote() {
  if (Said)
    return;
  void *Shared = mmap(nullptr, sizeof(*Said), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  // Without memory to share each run says it for itself.
  Said = Shared == MAP_FAILED ? new std::atomic<bool>(false)
                              : new (Shared) std::atomic<bool>(false);
  int Copy = fcntl(2, F_DUPFD_CLOEXEC, 3);
  if (Copy >= 0)
    Stderr = Copy;
}

} // namespace

std::string mutateFromEnvironment(llvm::Module &M) {
  const char *Asked = std::getenv("GPURT_MUTATE");
  if (!Asked || !*Asked)
    return "";
  if (llvm::StringRef(Asked) == "list") {
    printOrderSites(orderSites(M), llvm::outs());
    llvm::outs().flush();
    return "";
  }
  prepareNote();
  std::string Error = mutateOrder(M, Asked);
  return Error.empty() ? Error : "GPURT_MUTATE: " + Error;
}

void noteMutated(const char *Mutation) {
  if (!Said->exchange(true, std::memory_order_relaxed))
    dprintf(Stderr, "gpurt: executed with GPURT_MUTATE=%s\n", Mutation);
}

} // namespace gpurt::simt
