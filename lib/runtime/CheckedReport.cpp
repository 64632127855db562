//===- CheckedReport.cpp - What a checked program left in its heap --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   gpurt: 3 blocks, 4096 bytes never freed, allocated at k.cu:12 in f(int)
//   gpurt: write past the end of a block of 100 bytes, found at the end
//   gpurt: allocated at k.cu:8 in f(int)
//
// Reads headers through CopyLane, so a kernel that still runs is not waited
// for; a header that is being written does not have its key yet, and what has
// none is left alone. Groups by text: two modules may hold the same.
// Tests: test/run/checked/
//===----------------------------------------------------------------------===//
#include "CheckedReport.h"
#include "Device.h"
#include "DeviceText.h"
#include "HeapWalk.h"
#include "Json.h"
#include "Message.h"
#include "Options.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

constexpr uint64_t HeaderSize = sizeof(abi::CheckedHeader);

/// More places than anyone reads; the JSON file has all.
constexpr size_t MaxPlaces = 20;
constexpr size_t MaxDamages = 20;

struct Leak {
  std::string Stack; ///< as gpurt_panic_info::stack
  uint64_t Blocks = 0;
  uint64_t Bytes = 0;
};

struct Damage {
  const char *What;
  const char *Key; ///< in JSON
  uint64_t Address;
  uint64_t Size;
  std::string Allocated, Freed;
};

/// Reads device memory through one page that it keeps.
class Window {
public:
  explicit Window(DeviceState &Device) : Device(Device), Page(abi::PageSize) {}

  /// \returns \p Size bytes at \p Address, inside one page, or null.
  const unsigned char *at(uint64_t Address, uint64_t Size) {
    uint64_t Start = Address / abi::PageSize * abi::PageSize;
    if (Address + Size > Start + abi::PageSize)
      return nullptr;
    if (Start != Held) {
      Held = 0;
      if (Device.Calls.read(Page.data(), reinterpret_cast<const void *>(Start),
                            abi::PageSize) != cudaSuccess)
        return nullptr;
      Held = Start;
    }
    return Page.data() + (Address - Start);
  }

  /// \returns whether all of [From, To) is \p Byte.
  bool isAll(uint64_t From, uint64_t To, unsigned char Byte) {
    while (From < To) {
      uint64_t Part = std::min(To - From, abi::PageSize - From % abi::PageSize);
      const unsigned char *Bytes = at(From, Part);
      if (!Bytes)
        return true; // nothing known against it
      if (std::any_of(Bytes, Bytes + Part,
                      [=](unsigned char Each) { return Each != Byte; }))
        return false;
      From += Part;
    }
    return true;
  }

private:
  DeviceState &Device;
  uint64_t Held = 0; ///< no heap begins there
  std::vector<unsigned char> Page;
};

class Collector {
public:
  explicit Collector(DeviceState &Device) : Device(Device), Memory(Device) {}

  void visit(uint64_t Raw);

  /// Largest first.
  [[nodiscard]] std::vector<Leak> leaks() const;
  std::vector<Damage> Damages;

private:
  std::optional<abi::CheckedHeader> findHeader(uint64_t Raw);
  std::optional<abi::CheckedHeader> readHeader(uint64_t User);
  const std::string &textAt(uint64_t Site);
  void look(uint64_t User, const abi::CheckedHeader &Header, uint64_t Freed);

  DeviceState &Device;
  Window Memory;
  std::unordered_map<uint64_t, std::string> Texts;
  std::map<std::string, Leak> Leaks;
};

std::optional<abi::CheckedHeader> Collector::readHeader(uint64_t User) {
  abi::CheckedHeader Header;
  const unsigned char *Bytes = Memory.at(User - HeaderSize, HeaderSize);
  if (!Bytes)
    return std::nullopt;
  std::memcpy(&Header, Bytes, HeaderSize);
  if (Header.Key != abi::checkedKey(User, Header))
    return std::nullopt;
  return Header;
}

std::optional<abi::CheckedHeader> Collector::findHeader(uint64_t Raw) {
  if (auto Header = readHeader(Raw + HeaderSize))
    return Header;
  abi::CheckedForward Forward;
  const unsigned char *Bytes = Memory.at(Raw, sizeof(Forward));
  if (!Bytes)
    return std::nullopt;
  std::memcpy(&Forward, Bytes, sizeof(Forward));
  if (Forward.Key != abi::forwardKey(Raw, Forward.Start))
    return std::nullopt;
  return readHeader(Raw + Forward.Start);
}

/// The module that a text lies in may be gone, and the text with it.
const std::string &Collector::textAt(uint64_t Site) {
  auto [At, IsNew] = Texts.try_emplace(Site);
  if (IsNew && Site > abi::LifeFreed)
    At->second = readDeviceText(
        [this](void *To, const void *From, size_t Size) {
          return Device.Calls.read(To, From, Size) == cudaSuccess;
        },
        Site, sizeof(gpurt_panic_info::stack));
  return At->second;
}

void Collector::look(uint64_t User, const abi::CheckedHeader &Header,
                     uint64_t Freed) {
  uint64_t End = User + Header.Size;
  const char *What = nullptr, *Key = nullptr;
  if (!Memory.isAll(User - sizeof(Header.Zone), User, abi::ZoneByte)) {
    What = "write before a block of";
    Key = "overrun";
  } else if (!Memory.isAll(End, User + abi::zoneEnd(Header.Size),
                           abi::ZoneByte)) {
    What = "write past the end of a block of";
    Key = "overrun";
  } else if (Freed) {
    uint64_t Front = std::min(Header.Size, 2 * abi::PoisonedEnd);
    bool IsLarge = Header.Size > Front;
    if (IsLarge)
      Front = abi::PoisonedEnd;
    if (!Memory.isAll(User, User + Front, abi::FreedByte) ||
        (IsLarge && !Memory.isAll(End - Front, End, abi::FreedByte))) {
      What = "write into a freed block of";
      Key = "use after free";
    }
  }
  if (What)
    Damages.push_back({What, Key, User, Header.Size, textAt(Header.Allocated),
                       Freed ? textAt(Freed) : std::string()});
}

void Collector::visit(uint64_t Raw) {
  std::optional<abi::CheckedHeader> Header = findHeader(Raw);
  if (!Header)
    return; // a fast module's, or one that a panic has told of
  uint64_t User = Raw + Header->Start;
  uint64_t Life = abi::openLife(User, Header->Life);
  if (!Life)
    return;
  look(User, *Header, Life == abi::LifeLive ? 0 : Life);
  if (Life != abi::LifeLive)
    return;
  const std::string &Stack = textAt(Header->Allocated);
  Leak &Sum = Leaks[Stack];
  Sum.Stack = Stack;
  ++Sum.Blocks;
  Sum.Bytes += Header->Size;
}

std::vector<Leak> Collector::leaks() const {
  std::vector<Leak> Sorted;
  for (const auto &[Stack, Each] : Leaks)
    Sorted.push_back(Each);
  std::sort(Sorted.begin(), Sorted.end(), [](const Leak &A, const Leak &B) {
    return std::tie(B.Bytes, A.Stack) < std::tie(A.Bytes, B.Stack);
  });
  return Sorted;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

std::string counted(uint64_t Count, const char *Thing) {
  return std::to_string(Count) + ' ' + Thing + (Count == 1 ? "" : "s");
}

std::string sum(const Leak &Each) {
  return counted(Each.Blocks, "block") + ", " + counted(Each.Bytes, "byte") +
         " never freed";
}

std::string formatReport(const std::vector<Damage> &Damages,
                         const std::vector<Leak> &Leaks) {
  std::string Text;
  for (size_t I = 0; I < std::min(Damages.size(), MaxDamages); ++I) {
    const Damage &Each = Damages[I];
    Text += "gpurt: " + std::string(Each.What) + ' ' +
            counted(Each.Size, "byte") + ", found at the end\n";
    if (!Each.Freed.empty())
      Text += "gpurt: freed at " + formatPlace(Each.Freed) + '\n';
    Text += "gpurt: allocated at " + formatPlace(Each.Allocated) + '\n';
  }
  if (Damages.size() > MaxDamages)
    Text += "gpurt: " + counted(Damages.size() - MaxDamages, "more block") +
            " with wrong writes\n";
  Leak Rest, All;
  size_t Places = 0;
  for (const Leak &Each : Leaks) {
    Leak &Further = Places < MaxPlaces ? All : Rest;
    if (Places++ < MaxPlaces)
      Text += "gpurt: " + sum(Each) + ", allocated at " +
              formatPlace(Each.Stack) + '\n';
    Further.Blocks += Each.Blocks;
    Further.Bytes += Each.Bytes;
  }
  if (Rest.Blocks)
    Text += "gpurt: " + sum(Rest) + ", allocated at " +
            counted(Places - MaxPlaces, "more place") + '\n';
  return Text;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

std::string formatJson(const std::vector<Damage> &Damages,
                       const std::vector<Leak> &Leaks, uint32_t Ordinal) {
  std::string Text = "{\"device\": " + std::to_string(Ordinal);
  Text += ", \"damages\": [";
  const char *Comma = "";
  for (const Damage &Each : Damages) {
    Text += std::string(Comma) + "{\"kind\": " + quoted(Each.Key) +
            ", \"address\": " + std::to_string(Each.Address) +
            ", \"bytes\": " + std::to_string(Each.Size) +
            ", \"allocated\": " + quoted(formatPlace(Each.Allocated));
    if (!Each.Freed.empty())
      Text += ", \"freed\": " + quoted(formatPlace(Each.Freed));
    Text += '}';
    Comma = ", ";
  }
  Text += "], \"leaks\": [";
  Comma = "";
  for (const Leak &Each : Leaks) {
    Text += std::string(Comma) + "{\"blocks\": " + std::to_string(Each.Blocks) +
            ", \"bytes\": " + std::to_string(Each.Bytes) +
            ", \"allocated\": " + quoted(formatPlace(Each.Stack)) + '}';
    Comma = ", ";
  }
  return Text + "]}";
}

void report(DeviceState &Device) {
  uint64_t InUse = 0;
  if (Device.Calls.read(&InUse, &Device.onDevice()->Checked.InUse,
                        sizeof(InUse)) != cudaSuccess ||
      !InUse)
    return; // with a dead context there is nothing to read any more
  Collector All(Device);
  cudaError_t Error =
      forEachBlock(Device, [&](uint64_t Raw, uint64_t) { All.visit(Raw); });
  if (Error != cudaSuccess) {
    complain("cannot look for blocks never freed on device %u: %s",
             Device.layout().Device, cudaGetErrorString(Error));
    return;
  }
  std::vector<Leak> Leaks = All.leaks();
  std::string Text = formatReport(All.Damages, Leaks);
  writeText(Text.data(), Text.size());
  const std::string &Json = Options::get().CheckedJson;
  if (!Json.empty())
    // One line a heap: a program may have several, one after the other.
    appendLine(Json, formatJson(All.Damages, Leaks, Device.layout().Device),
               "GPURT_CHECKED_JSON");
}

} // namespace

void gpurt::runtime::reportChecked(DeviceState &Device) {
  try {
    RelaxedCapture Capture;
    OwnErrors Errors;
    report(Device);
  } catch (const std::exception &Error) {
    complain("cannot look for blocks never freed: %s", Error.what());
  }
}
