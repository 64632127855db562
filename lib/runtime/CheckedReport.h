//===- CheckedReport.h - What a checked program left in its heap ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before a heap goes, at the program's exit or a reset of its device, the
// blocks that modules built with -fgpu-rt-malloc=checked allocated are looked
// at once more: those that are live were never freed, those that are freed
// wait in the quarantine, and either may have been written to where nobody
// should. No kernel is there any more that could panic, so the report goes to
// stderr, and with GPURT_CHECKED_JSON=<file> to that file as well. The exit
// code of the program stays its own.
// Tests: test/run/checked/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_CHECKEDREPORT_H
#define GPURT_LIB_RUNTIME_CHECKEDREPORT_H

namespace gpurt::runtime {

class DeviceState;

/// Reports on the heap of \p Device, which is live and the current one. Says
/// nothing where no checked module has allocated, or nothing is wrong.
void reportChecked(DeviceState &Device);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_CHECKEDREPORT_H
