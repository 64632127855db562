//===- Tools.cpp - Stand-ins for the toolkit's tools ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Tools.h.
// Tests: test/driver/cpu-*.test
//===----------------------------------------------------------------------===//
#include "Tools.h"
#include "CarryBitcode.h"
#include "Image.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace gpurt::cputools {

namespace {

/// What we take from a command line.
struct Line {
  std::string Output, Arch;
  std::vector<std::string> Inputs;
};

} // namespace

/// Reads the values of \p OutputName and \p ArchName; what is no option is an
/// input.
static Expected<Line> parse(Arguments Args, StringRef OutputName,
                            StringRef ArchName) {
  Line Result;
  for (size_t I = 0; I != Args.size(); ++I) {
    bool HasValue = I + 1 != Args.size();
    if (Args[I] == OutputName && HasValue)
      Result.Output = Args[++I];
    else if (Args[I] == ArchName && HasValue)
      Result.Arch = Args[++I];
    else if (!Args[I].starts_with("-"))
      Result.Inputs.push_back(Args[I].str());
  }
  if (Result.Output.empty())
    return failure("no " + OutputName + " is given");
  return Result;
}

Error runPtxas(Arguments Args) {
  Expected<Line> Given = parse(Args, "--output-file", "--gpu-name");
  if (!Given)
    return Given.takeError();
  // The user's words for the real ptxas (-Xcuda-ptxas) come later.
  if (Given->Inputs.empty())
    return failure("no input is given");
  Expected<Buffer> File = readFile(Given->Inputs.front());
  if (!File)
    return File.takeError();
  StringRef Text = (*File)->getBuffer();
  size_t Mark = Text.find(BitcodeMark);
  if (Mark == StringRef::npos)
    return failure("'" + Given->Inputs.front() +
                   "' carries no bitcode for the CPU device; compile it with "
                   "-fgpu-rt -fgpu-rt-device=cpu");
  StringRef Encoded =
      Text.substr(Mark + BitcodeMark.size()).take_until([](char C) {
        return C == '\n';
      });
  std::vector<char> Bitcode;
  if (Error E = decodeBase64(Encoded, Bitcode))
    return E;
  return writeImage(Given->Output, {Bitcode.data(), Bitcode.size()},
                    Given->Arch);
}

Error runFatbinary(Arguments Args) {
  Expected<Line> Given = parse(Args, "--create", "");
  if (!Given)
    return Given.takeError();
  for (StringRef Each : Args) {
    // The form is --image3=kind=elf,sm=90,file=PATH or --image=...; PTX, which
    // the user may have asked for, is for GPUs only.
    if (!Each.starts_with("--image") || Each.contains("kind=ptx,"))
      continue;
    Expected<Buffer> File = readFile(Each.split("file=").second);
    if (!File)
      return File.takeError();
    return writeFile(Given->Output, (*File)->getBuffer());
  }
  // With -S Clang makes no device code, and still asks for a file.
  return writeImage(Given->Output, "", "");
}

/// Links what \p File holds into \p Into; the first stands in for an empty
/// module, which would have another target.
static Error linkFile(StringRef Path, LLVMContext &Context,
                      std::unique_ptr<Module> &Into) {
  Expected<Buffer> File = readFile(Path);
  if (!File)
    return File.takeError();
  Expected<Buffer> Bitcode = bitcodeIn(**File);
  if (!Bitcode)
    return Bitcode.takeError();
  if (!*Bitcode)
    return failure("'" + Path +
                   "' holds no bitcode for the CPU device; "
                   "compile it with -fgpu-rt -fgpu-rt-device=cpu");
  auto M = parseBitcodeFile((*Bitcode)->getMemBufferRef(), Context);
  if (!M)
    return M.takeError();
  if (!Into)
    Into = std::move(*M);
  else if (Linker::linkModules(*Into, std::move(*M)))
    return failure("the device code of the objects does not fit together");
  return Error::success();
}

Error runNvlink(Arguments Args) {
  Expected<Line> Given = parse(Args, "-o", "-arch");
  if (!Given)
    return Given.takeError();
  LLVMContext Context;
  Context.setDiagnosticHandlerCallBack([](const DiagnosticInfo *Info, void *) {
    if (Info->getSeverity() != DS_Error)
      return;
    DiagnosticPrinterRawOStream Printer(errs());
    errs() << "device link: error: ";
    Info->print(Printer);
    errs() << '\n';
  });
  std::unique_ptr<Module> All;
  for (StringRef Path : Given->Inputs)
    if (Error E = linkFile(Path, Context, All))
      return E;
  if (!All)
    return failure("no input is given");
  SmallString<0> Bitcode;
  raw_svector_ostream Out(Bitcode);
  WriteBitcodeToFile(*All, Out);
  return writeImage(Given->Output, Bitcode, Given->Arch);
}

} // namespace gpurt::cputools
