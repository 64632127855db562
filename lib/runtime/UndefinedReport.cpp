//===- UndefinedReport.cpp - Sanitizer checks that end no thread ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   app.cu:7:10: runtime error: division by zero
//   gpurt: block: [0,0,0], thread: [5,0,0]
//       #0 k(int) at app.cu:7:10
//   gpurt: 31 more times at app.cu:7:10          (at the end)
// See UndefinedReport.h.
// Test: test/unit/UndefinedReportTest.cpp, test/run/sanitize/
//===----------------------------------------------------------------------===//
#include "UndefinedReport.h"
#include "Device.h"
#include "Message.h"
#include "UndefinedText.h"

using namespace gpurt;
using namespace gpurt::runtime;

void UndefinedChannel::start(abi::PanicRecord *Fresh) {
  std::lock_guard Guard(Lock);
  Ring.start(Fresh);
  Sites.clear();
}

void UndefinedChannel::report(DeviceState &Device) {
  std::lock_guard Guard(Lock);
  if (!hasNews())
    return; // another thread was faster
  RelaxedCapture Capture;
  OwnErrors Errors;
  std::string Text;
  uint64_t Unrecorded = Ring.take(
      Device.Calls, &Device.onDevice()->Undefined,
      [&](abi::PanicRecord &Record) {
        gpurt_panic_info Info = infoOf(Record, int(Device.layout().Device));
        Text += formatPanic(Info);
        Sites.push_back(
            {reinterpret_cast<const uint64_t *>(Record.Undefined.Hits),
             formatSourcePlace(Info.file, Info.line, Info.column)});
      });
  if (Unrecorded)
    Text += "gpurt: " + std::to_string(Unrecorded) +
            " more of such places, for which there was no room\n";
  writeText(Text.data(), Text.size());
}

void UndefinedChannel::reportCounts(DeviceState &Device) {
  std::lock_guard Guard(Lock);
  RelaxedCapture Capture;
  OwnErrors Errors;
  std::string Text;
  size_t Unknown = 0;
  for (const Site &Each : Sites) {
    uint64_t Hits = 0;
    if (Device.Calls.read(&Hits, Each.Hits, sizeof(Hits)) != cudaSuccess)
      ++Unknown; // the context is dead, or the module unloaded
    else if (Hits > 1)
      Text += "gpurt: " + std::to_string(Hits - 1) +
              (Hits == 2 ? " more time at " : " more times at ") + Each.Place +
              '\n';
  }
  if (Unknown)
    Text += "gpurt: the counts of " + std::to_string(Unknown) +
            " of the places above cannot be read\n";
  Sites.clear();
  writeText(Text.data(), Text.size());
}
