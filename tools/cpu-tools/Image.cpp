//===- Image.cpp - Files with device bitcode in them ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Image.h. A file is written as a whole or not at all.
// Tests: test/driver/cpu-*.test
//===----------------------------------------------------------------------===//
#include "Image.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/OffloadBinary.h"
#include "llvm/Support/FileOutputBuffer.h"

#include <cstring>

using namespace llvm;
using namespace llvm::object;

namespace gpurt::cputools {

Error failure(const Twine &Text) {
  return createStringError(inconvertibleErrorCode(), Text);
}

Expected<Buffer> readFile(StringRef Path) {
  auto File = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                    /*RequiresNullTerminator=*/false);
  if (!File)
    return failure("cannot read '" + Path + "': " + File.getError().message());
  return std::move(*File);
}

Error writeFile(StringRef Path, StringRef Data) {
  auto File = FileOutputBuffer::create(Path, Data.size());
  if (!File)
    return failure("cannot write '" + Path +
                   "': " + toString(File.takeError()));
  std::memcpy((*File)->getBufferStart(), Data.data(), Data.size());
  return (*File)->commit();
}

Expected<Buffer> bitcodeIn(const MemoryBuffer &File) {
  StringRef Name = File.getBufferIdentifier();
  switch (identify_magic(File.getBuffer())) {
  case file_magic::bitcode:
    return MemoryBuffer::getMemBufferCopy(File.getBuffer(), Name);
  case file_magic::offload_binary:
    break;
  default:
    return nullptr;
  }
  // A copy: the reader wants alignment.
  Buffer Copy = MemoryBuffer::getMemBufferCopy(File.getBuffer(), Name);
  auto Binary = OffloadBinary::create(*Copy);
  if (!Binary)
    return failure("'" + Name + "': " + toString(Binary.takeError()));
  return bitcodeIn(
      *MemoryBuffer::getMemBuffer((*Binary)->getImage(), Name,
                                  /*RequiresNullTerminator=*/false));
}

Error writeImage(StringRef Path, StringRef Bitcode, StringRef Arch) {
  OffloadBinary::OffloadingImage Image{};
  Image.TheImageKind = IMG_Bitcode;
  Image.TheOffloadKind = OFK_Cuda;
  Image.StringData["triple"] = "nvptx64-nvidia-cuda";
  Image.StringData["arch"] = Arch;
  Image.Image = MemoryBuffer::getMemBuffer(Bitcode, "device code",
                                           /*RequiresNullTerminator=*/false);
  return writeFile(Path, OffloadBinary::write(Image));
}

} // namespace gpurt::cputools
