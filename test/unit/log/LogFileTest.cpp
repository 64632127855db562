//===- LogFileTest.cpp - The binary log file, whole and damaged -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Drain.h"
#include "FakeLog.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <set>

using namespace gpurt::logging;
using gpurt::abi::LogPolicy;

namespace {

/// What a reader made of a file.
struct Read {
  std::string OpenError, Error, RegionError;
  std::vector<uint32_t> Values; ///< of all records, as found
};

class LogFile : public testing::Test {
protected:
  void SetUp() override {
    Folder = std::filesystem::temp_directory_path() /
             ("gpurt-log-test-" + std::to_string(getpid()) + "-" +
              testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(Folder);
    Path = Folder / "a.log";
    std::string Error;
    Writer =
        LogFileWriter::create(Path, {2, 256, 4096}, 0, LogPolicy::Block, Error);
    ASSERT_TRUE(Writer) << Error;
    start();
  }
  void TearDown() override {
    Drained.reset();
    Writer.reset();
    std::filesystem::remove_all(Folder);
  }
  void start() {
    Log.emplace(Writer->region());
    Text = Log->addText("{}", "u");
    Drained.emplace(Writer->region(), LogPolicy::Block, 0, Writer.get());
  }
  void put(uint32_t Ring, uint32_t Value) {
    Log->write(Ring, {.Text = Text, .Time = Value, .Value = [=](auto, auto) {
                        return Value;
                      }});
  }
  /// 20 entries, 8 of which are still in the rings.
  void fill() {
    for (uint32_t I = 0; I < 20; ++I) {
      put(I % 2, I);
      if (I % 4 == 3 && I < 12)
        Drained->pass({}, Drain::Until::Now);
    }
  }
  static std::string contents(const std::filesystem::path &File) {
    std::ifstream In(File, std::ios::binary);
    return {std::istreambuf_iterator<char>(In), {}};
  }
  static Read readAll(const std::string &File) {
    Read Result;
    auto Reader = LogFileReader::open(File, Result.OpenError);
    if (!Reader)
      return Result;
    std::vector<Record> All;
    while (Reader->next(All, Result.Error) == LogFileReader::Status::Records)
      ;
    Reader->recover(All);
    Result.RegionError = Reader->regionError();
    TextTable Texts(Reader->region().texts(), Reader->region().Shape.TextBytes);
    for (const Record &R : All)
      forEachEntry(R, 0, Texts, [&](const Entry &E) {
        if (E.Text.find('[') == E.Text.npos)
          Result.Values.push_back(uint32_t(std::stoul("0" + E.Text)));
      });
    return Result;
  }
  Read readBytes(const std::string &Bytes) const {
    std::filesystem::path Copy = Folder / "copy.log";
    std::ofstream(Copy, std::ios::binary) << Bytes;
    return readAll(Copy);
  }

  std::filesystem::path Folder, Path;
  std::unique_ptr<LogFileWriter> Writer;
  std::optional<FakeLog> Log;
  std::optional<Drain> Drained;
  uint32_t Text = 0;
};

std::set<uint32_t> setOf(const Read &From) {
  return {From.Values.begin(), From.Values.end()};
}

std::set<uint32_t> upTo(uint32_t Count) {
  std::set<uint32_t> Result;
  for (uint32_t I = 0; I < Count; ++I)
    Result.insert(I);
  return Result;
}

} // namespace

TEST_F(LogFile, HasArchiveAndRings) {
  fill();
  Read Got = readAll(Path);
  EXPECT_EQ(Got.OpenError + Got.Error + Got.RegionError, "");
  EXPECT_EQ(Got.Values.size(), 20u);
  EXPECT_EQ(setOf(Got), upTo(20));
}

TEST_F(LogFile, HasAllAfterTheRingsWentRound) {
  for (uint32_t I = 0; I < 1000; ++I) {
    put(I % 2, I);
    if (I % 16 == 15)
      Drained->pass({}, Drain::Until::Now);
  }
  Read Got = readAll(Path);
  EXPECT_EQ(Got.Error, "");
  EXPECT_EQ(Got.Values.size(), 1000u);
  EXPECT_EQ(setOf(Got), upTo(1000));
}

TEST_F(LogFile, HasTheRingsOfAnotherFile) {
  std::string Error;
  std::filesystem::path Other = Folder / "rings";
  ASSERT_TRUE(Writer->moveRegion(Other, Error)) << Error;
  start();
  fill();
  Read Got = readAll(Path);
  EXPECT_EQ(Got.OpenError + Got.Error + Got.RegionError, "");
  EXPECT_EQ(setOf(Got), upTo(20));
  // At the end all is in the file itself.
  Drained->pass({}, Drain::Until::Now);
  Writer->finish();
  EXPECT_FALSE(std::filesystem::exists(Other));
  Got = readAll(Path);
  EXPECT_EQ(Got.OpenError + Got.Error + Got.RegionError, "");
  EXPECT_EQ(Got.Values.size(), 20u);
  EXPECT_EQ(setOf(Got), upTo(20));
}

TEST_F(LogFile, IsReadUpToEveryByteThatIsThere) {
  fill();
  std::string Bytes = contents(Path);
  size_t Archive = Bytes.size();
  // Three passes over two rings, two entries each.
  Archive -= 3 * 2 * (32 + 2 * 7 * 16);
  // From the end, so that each is a cut of the one before.
  std::filesystem::path Copy = Folder / "copy.log";
  std::ofstream(Copy, std::ios::binary) << Bytes;
  size_t After = 20;
  for (size_t Size = Bytes.size(); Size-- > 0;) {
    std::filesystem::resize_file(Copy, Size);
    Read Got = readAll(Copy);
    bool InBlock = Size > Archive && (Size - Archive) % (32 + 2 * 7 * 16) != 0;
    if (Size < 4096)
      EXPECT_NE(Got.OpenError, "") << Size;
    else if (Size < Archive)
      EXPECT_NE(Got.RegionError, "") << Size;
    else if (InBlock)
      EXPECT_NE(Got.Error, "") << Size;
    else
      EXPECT_EQ(Got.Error + Got.RegionError, "") << Size;
    std::set<uint32_t> All = setOf(Got);
    EXPECT_EQ(All.size(), Got.Values.size()) << "twice, at " << Size;
    EXPECT_LE(All.size(), After) << Size;
    After = All.size();
    // Rings that were not reused still have what the archive lost.
    if (Size >= Archive) {
      EXPECT_EQ(After, 20u) << Size;
    }
  }
  EXPECT_EQ(After, 0u);
}

TEST_F(LogFile, TakesRandomDamage) {
  fill();
  const std::string Bytes = contents(Path);
  std::mt19937 Random(3);
  for (unsigned Round = 0; Round < 1000; ++Round) {
    std::string Damaged = Bytes;
    for (unsigned I = 0; I <= Random() % 3; ++I) {
      // Half of it in what is not empty.
      size_t At = Random() % Damaged.size();
      if (Random() % 2)
        At = Random() % 2 ? Random() % 4400
                          : Damaged.size() - 1 - Random() % 1500;
      Damaged[At] ^= char(1 << Random() % 8);
    }
    Read Got = readBytes(Damaged);
    if (Got.OpenError.empty()) {
      EXPECT_LE(Got.Values.size(), 20u);
    }
  }
}

TEST_F(LogFile, TellsADamagedBlockAndKeepsWhatWasBefore) {
  for (uint32_t I = 0; I < 1000; ++I) {
    put(0, I);
    if (I % 10 == 9)
      Drained->pass({}, Drain::Until::Now);
  }
  std::string Bytes = contents(Path);
  size_t Block = 32 + 10 * 7 * 16;
  Bytes[Bytes.size() - 20 * Block + 50] ^= 1;
  Read Got = readBytes(Bytes);
  EXPECT_NE(Got.Error.find("is damaged at byte " +
                           std::to_string(Bytes.size() - 20 * Block) +
                           ": a block was changed"),
            Got.Error.npos)
      << Got.Error;
  // 800 before, and what the ring still holds.
  EXPECT_EQ(Got.Values.size(), 800u + 256 / 7);
}

TEST_F(LogFile, TellsOtherFiles) {
  std::string Other = Folder / "other";
  std::ofstream(Other) << "no log";
  EXPECT_EQ(readAll(Other).OpenError, "'" + Other + "' is no gpu-rt log file");
  EXPECT_EQ(readAll(Folder / "none").OpenError,
            "cannot open '" + (Folder / "none").string() +
                "': No such file or directory");
}
