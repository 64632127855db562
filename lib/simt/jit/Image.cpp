//===- Image.cpp - The device bitcode inside a fat binary -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Image.h. The header is checked by hand before LLVM reads it: its size
// field is all that says how far we may read.
// Test: test/unit/cudart/DriverTest.cpp
//===----------------------------------------------------------------------===//
#include "Image.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/OffloadBinary.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdint>
#include <cstring>

using namespace llvm;

namespace gpurt::simt {
namespace {

constexpr const char *Advice = "; build with -fgpu-rt -fgpu-rt-device=cpu";

/// CUDA's own container of machine code and PTX.
constexpr uint32_t CudaFatMagic = 0xBA55ED50;
constexpr size_t SizeOffset = 8;

Bitcode failure(std::string Text) { return {nullptr, Text + Advice}; }

std::string hexOf(uint32_t Value) {
  return "0x" + utohexstr(Value, /*LowerCase=*/true, 8);
}

bool isBitcode(StringRef Image) {
  return identify_magic(Image) == file_magic::bitcode;
}

std::string nameOf(const object::OffloadBinary &Each) {
  std::string Kind = object::getImageKindName(Each.getImageKind()).str();
  return (Kind.empty() ? "an image" : Kind) + " for '" +
         Each.getTriple().str() + "' '" + Each.getArch().str() + "'";
}

Bitcode findInOffload(const void *Data) {
  uint64_t Size;
  std::memcpy(&Size, static_cast<const char *>(Data) + SizeOffset,
              sizeof(Size));
  // A copy: the section that the compiler puts it in need not be aligned.
  auto Copy = MemoryBuffer::getMemBufferCopy(
      StringRef(static_cast<const char *>(Data), Size), "fat binary");
  auto Binary = object::OffloadBinary::create(*Copy);
  if (!Binary)
    return failure("the device image cannot be read: " +
                   toString(Binary.takeError()));
  const object::OffloadBinary &Image = **Binary;
  if (!Image.getTriple().starts_with("nvptx64") || !isBitcode(Image.getImage()))
    return failure("the device image holds no NVPTX bitcode but " +
                   nameOf(Image));
  return {MemoryBuffer::getMemBufferCopy(Image.getImage(), "device code"), ""};
}

} // namespace

Bitcode findBitcodeAt(const void *Data) {
  if (!Data)
    return failure("the fat binary is empty");
  uint32_t Word;
  std::memcpy(&Word, Data, sizeof(Word));
  if (std::memcmp(Data, "\x10\xFF\x10\xAD", sizeof(Word)) == 0)
    return findInOffload(Data);
  if (Word == CudaFatMagic)
    return failure("the program holds code for NVIDIA GPUs only (a CUDA fat "
                   "binary), not for the CPU device");
  return failure("the device image is of no known kind (it begins with " +
                 hexOf(Word) + ")");
}

Bitcode findBitcode(const FatBinaryWrapper *Wrapper) {
  if (!Wrapper)
    return failure("the program registered no fat binary");
  if (Wrapper->MagicWord != FatBinaryWrapper::Magic)
    return failure("the fat binary's wrapper begins with " +
                   hexOf(uint32_t(Wrapper->MagicWord)) + ", not " +
                   hexOf(FatBinaryWrapper::Magic));
  return findBitcodeAt(Wrapper->Data);
}

} // namespace gpurt::simt
