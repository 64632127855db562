//===- RaceTest.cpp - Plain accesses --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Model.h"

#include <cstring>

using namespace testing_model;

namespace {
Variable<> X, Y;
Variable<uint64_t> Wide;
alignas(8) uint8_t Bytes[16];
void clear() {
  X = Y = {};
  Wide = {};
  std::memset(Bytes, 0, sizeof Bytes);
}
void put(void *To, uint32_t Size, SimtOrder O = SIMT_PLAIN,
         const SimtSite *At = nullptr) {
  __gpurt_simt_store(To, 1, Size, O, SIMT_DEVICE, At);
}
uint64_t get(const void *From, uint32_t Size, SimtOrder O = SIMT_PLAIN,
             const SimtSite *At = nullptr) {
  return __gpurt_simt_load(From, Size, O, SIMT_DEVICE, At);
}
/// One of two lanes does the one, the other the other.
template <typename F, typename G>
std::string between(F First, G Second, Shape S = blocks(2)) {
  return finding(S, clear, [=] {
    if (ctaid() + tid() == 0)
      First();
    else
      Second();
  });
}
} // namespace

TEST(Race, ConflictsOfPlainAccessesAreFound) {
  auto Write = [] { X.plain(1, SITE("store")); };
  auto Read = [] { X.plain(SITE("load")); };
  EXPECT_TRUE(hasInOrder(between(Write, Write),
                         {"data race", "write of 4 bytes, plain, by block",
                          "RaceTest.cpp:", "write of 4 bytes, plain, by block",
                          "RaceTest.cpp:", "hint", "GPURT_MEMORY=weak"}));
  EXPECT_NE(between(Write, Read), "");
  EXPECT_EQ(between(Read, Read), "");
}

TEST(Race, AtomicAndPlainAccessesConflict) {
  EXPECT_NE(between([] { X.plain(1); }, [] { X.load(SIMT_RELAXED); }), "");
  EXPECT_NE(between([] { X.plain(); }, [] { X.add(1, SIMT_RELAXED); }), "");
  EXPECT_EQ(between([] { X.plain(); }, [] { X.load(SIMT_RELAXED); }), "");
  EXPECT_EQ(
      between([] { X.add(1, SIMT_RELAXED); }, [] { X.store(1, SIMT_RELAXED); }),
      "");
}

TEST(Race, NeighbouringBytesDoNotConflict) {
  EXPECT_EQ(between([] { put(Bytes, 1); }, [] { put(Bytes + 1, 1); }), "");
  EXPECT_EQ(between([] { put(Bytes, 4); }, [] { put(Bytes + 4, 2); }), "");
  EXPECT_NE(between([] { put(Bytes, 4); }, [] { put(Bytes + 3, 1); }), "");
  EXPECT_NE(between([] { put(Bytes + 4, 4); }, [] { get(Bytes, 8); }), "");
  EXPECT_EQ(
      between([] { put(Bytes, 8, SIMT_RELAXED); }, [] { put(Bytes + 8, 1); }),
      "");
}

TEST(Race, PartsOfAWordAreTakenApartAndPutTogether) {
  EXPECT_EQ(between(
                [] {
                  put(Bytes, 8);
                  put(Bytes + 2, 1);
                  get(Bytes, 4);
                  put(Bytes, 2);
                  get(Bytes, 8, SIMT_RELAXED);
                },
                [] { put(Bytes + 8, 8); }),
            "");
}

TEST(Race, AtomicsOfDifferentExtentConflict) {
  EXPECT_TRUE(hasInOrder(between([] { put(Bytes, 8, SIMT_RELAXED); },
                                 [] { put(Bytes, 4, SIMT_RELAXED); }),
                         {"different extent", "bytes"}));
  EXPECT_EQ(between([] { get(Bytes, 8, SIMT_RELAXED); },
                    [] { get(Bytes, 4, SIMT_RELAXED); }),
            "");
  // In order they do not.
  EXPECT_EQ(between(
                [] {
                  put(Bytes, 8, SIMT_RELAXED);
                  Y.store(1, SIMT_RELEASE);
                },
                [] {
                  if (Y.load(SIMT_ACQUIRE))
                    EXPECT_EQ(get(Bytes, 4, SIMT_RELAXED), 1u);
                }),
            "");
}

TEST(Race, APlainReadOfWhatAnAtomicReadSawIsInOrder) {
  // As in a barrier by hand: the count is read once more when it is complete.
  EXPECT_EQ(finding(blocks(4), clear,
                    [] {
                      X.add(1, SIMT_RELAXED);
                      while (X.load(SIMT_VOLATILE) != 4)
                        ;
                      EXPECT_EQ(X.plain(), 4u);
                    }),
            "");
  EXPECT_NE(finding(blocks(4), clear,
                    [] {
                      X.add(1, SIMT_RELAXED);
                      X.plain();
                    }),
            "");
}

TEST(Race, ReadersAreOrderedBeforeAWriterByTheirRelease) {
  auto Kernel = [](SimtOrder O) {
    return finding(blocks(3), clear, [=] {
      if (ctaid()) {
        X.plain();
        Y.add(1, O);
      } else if (Y.load(SIMT_ACQUIRE) == 2) {
        X.plain(1);
      }
    });
  };
  EXPECT_EQ(Kernel(SIMT_RELEASE), "");
  EXPECT_NE(Kernel(SIMT_RELAXED), "");
}

TEST(Race, LaunchesAreInOrder) {
  Weak W;
  clear();
  auto Kernel = [] {
    if (tid() == 0)
      X.plain(X.plain() + 1);
  };
  for (uint32_t I = 0; I != 3; ++I) {
    Result R = W.run(threads(2), Kernel);
    EXPECT_TRUE(R) << R.Message;
    X.Place += 10; // the host's
  }
  EXPECT_EQ(X.Place, 33u);
}

TEST(Race, ABlockThatStartsLateIsOrderedAfterNothing) {
  Config C;
  C.ResidentBlocks = 1;
  EXPECT_NE(finding(blocks(4), clear, [] { X.plain(1); }, C), "");
  EXPECT_EQ(finding(blocks(4), clear, [] { X.add(1, SIMT_RELAXED); }, C), "");
}

TEST(Race, SharedMemoryOfAnEndedBlockIsForgotten) {
  Config C;
  C.ResidentBlocks = 1;
  Shape S = blocks(4);
  S.Shared = 64;
  EXPECT_EQ(finding(
                S, clear,
                [] {
                  void *Mine = __gpurt_simt_shared();
                  put(Mine, 4);
                  put(Mine, 4, SIMT_RELAXED);
                  EXPECT_EQ(get(Mine, 4), 1u);
                },
                C),
            "");
}

TEST(Race, SharedMemoryIsNamed) {
  Shape S = threads(2);
  S.Shared = 64;
  std::string Text = finding(S, clear, [] {
    put(static_cast<char *>(__gpurt_simt_shared()) + 16, 4);
  });
  EXPECT_TRUE(hasInOrder(Text, {"data race at shared+16 of block 0,0,0"}));
}

TEST(Race, ALanesOwnStackIsItsOwn) {
  // The second lane gets the first one's stack when that has ended.
  Config C;
  C.Order = Policy::RunToBlock;
  Weak W(C);
  Result R = W.run(blocks(8), [] {
    Variable<> Own;
    Own.plain(1);
    EXPECT_EQ(Own.add(1, SIMT_RELAXED), 1u);
    EXPECT_EQ(Own.plain(), 2u);
  });
  EXPECT_TRUE(R) << R.Message;
}

TEST(Race, ManyReadersAndManyWordsStayWithinBounds) {
  static Variable<> Words[4096];
  Weak W;
  Result R = W.run({{8}, {64}}, [] {
    for (uint32_t I = 0; I != 512; ++I)
      Words[I * 8].plain();
    Words[(ctaid() * 64 + tid()) * 8 + 1].plain(1);
  });
  EXPECT_TRUE(R) << R.Message;
}
