//===- Options.cpp - The command line of gpurt-log ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Options.h.
// Test: test/tools/log/options.test, filters.test
//===----------------------------------------------------------------------===//
#include "Options.h"

#include <charconv>
#include <string_view>

using namespace gpurt::logtool;

const char gpurt::logtool::Usage[] =
    R"(usage: gpurt-log [options] FILE
Prints a log file that a program of gpu-rt wrote (GPURT_LOG_FILE), in the order
of time; also of a program that runs, was killed, or lost its GPU.
  -f, --follow      go on until the program has ended
  --json            a line of JSON for each entry
  --level LEVEL     only error, warn, info, debug or trace and what is above
  --block X[,Y[,Z]] only of this block
  --thread X[,Y[,Z]] only of this thread of its block
  --file TEXT       only of source files whose name contains TEXT
  --text TEXT       only entries that contain TEXT
  -h, --help        this text
Ends with 0, with 1 if the file is damaged (what can be read is printed), or
with 2 if there is nothing to read.
)";

namespace {

std::optional<Index> parseIndex(std::string_view Text) {
  Index Result;
  for (;;) {
    size_t Comma = Text.find(',');
    std::string_view Part = Text.substr(0, Comma);
    uint32_t Value = 0;
    auto [Rest, Error] =
        std::from_chars(Part.data(), Part.data() + Part.size(), Value);
    if (Error != std::errc() || Rest != Part.data() + Part.size())
      return std::nullopt;
    Result.push_back(Value);
    if (Comma == Text.npos)
      break;
    Text.remove_prefix(Comma + 1);
  }
  if (Result.size() > 3)
    return std::nullopt;
  return Result;
}

bool isAt(const std::optional<Index> &Wanted, const uint32_t (&Is)[3]) {
  for (size_t I = 0; Wanted && I < Wanted->size(); ++I)
    if ((*Wanted)[I] != Is[I])
      return false;
  return true;
}

/// Options that take a value. \returns false if \p Name is none.
bool setValue(Options &Into, std::string_view Name, std::string_view Value,
              std::string &Wrong) {
  auto index = [&](std::optional<Index> &Place) {
    Place = parseIndex(Value);
    if (!Place)
      Wrong = "'" + std::string(Value) + "' is no index; write X, X,Y or X,Y,Z";
  };
  if (Name == "--level") {
    Into.Level = gpurt::logging::parseLevel(Value);
    if (!Into.Level)
      Wrong = "'" + std::string(Value) +
              "' is no level; write error, warn, info, debug or trace";
  } else if (Name == "--block") {
    index(Into.Block);
  } else if (Name == "--thread") {
    index(Into.Thread);
  } else if (Name == "--file") {
    Into.InFile = Value;
  } else if (Name == "--text") {
    Into.InText = Value;
  } else {
    return false;
  }
  return true;
}

} // namespace

bool Options::takes(const gpurt::logging::Entry &E) const {
  return (!Level || E.Place->Level <= *Level) && isAt(Block, E.Block) &&
         isAt(Thread, E.Thread) &&
         E.Place->File.find(InFile) != std::string::npos &&
         E.Text.find(InText) != std::string::npos;
}

std::string gpurt::logtool::parse(std::span<char *> Arguments, Options &Into) {
  for (size_t I = 0; I < Arguments.size(); ++I) {
    std::string_view Name = Arguments[I];
    if (Name == "-f" || Name == "--follow") {
      Into.Follow = true;
    } else if (Name == "--json") {
      Into.Json = true;
    } else if (Name == "-h" || Name == "--help") {
      Into.Help = true;
    } else if (Name.starts_with("-") && Name != "-") {
      size_t Equals = Name.find('=');
      bool HasValue = Equals != Name.npos;
      std::string_view Value;
      if (HasValue)
        Value = Name.substr(Equals + 1);
      else if (I + 1 < Arguments.size())
        Value = Arguments[I + 1];
      std::string Wrong;
      std::string Option(Name.substr(0, Equals));
      if (!setValue(Into, Option, Value, Wrong))
        return "unknown option '" + Option + "'; gpurt-log --help lists them";
      if (!HasValue && ++I == Arguments.size())
        return "'" + Option + "' needs a value";
      if (!Wrong.empty())
        return Wrong;
    } else if (Into.File.empty()) {
      Into.File = Name;
    } else {
      return "more than one file; gpurt-log reads one";
    }
  }
  if (Into.File.empty() && !Into.Help)
    return "no file; gpurt-log --help tells how to use it";
  return {};
}
