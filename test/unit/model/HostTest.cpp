//===- HostTest.cpp - Memory that the host shares -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lane 0 gives the host its turn in the middle of a launch, as the CUDA
// runtime does when a lane sleeps.
#include "Model.h"

using namespace testing_model;

namespace {
struct Pinned {
  Variable<uint64_t> Data, Ready, Answer;
} Shared;

/// \p Device runs on lane 1. All that the host may see as Ready * 10 + Data.
template <typename F> Values hostSees(F Device) {
  Values All;
  Weak W;
  W.Model.setHostMemory(reinterpret_cast<uintptr_t>(&Shared), sizeof Shared);
  for (uint64_t Seed = 1; Seed <= Seeds; ++Seed) {
    W.Sim.reset(Seed, Policy::Fair);
    Shared = {};
    Result R = W.run(blocks(2), [&] {
      if (ctaid())
        return Device();
      for (int I = 0; I != 4; ++I) {
        __gpurt_simt_preempt(nullptr, nullptr);
        W.Model.beginHostTurn();
        All.insert(Shared.Ready.Place * 10 + Shared.Data.Place);
        W.Model.endHostTurn();
      }
    });
    EXPECT_TRUE(R) << R.Message;
    EXPECT_EQ(Shared.Ready.Place, 1u) << "all is there at the end";
    EXPECT_EQ(Shared.Data.Place, 1u);
  }
  return All;
}
} // namespace

TEST(Host, SeesDataUnderAFlagThatReleasesIt) {
  EXPECT_EQ(hostSees([] {
              Shared.Data.plain(1);
              Shared.Ready.store(1, SIMT_RELEASE, SIMT_SYSTEM);
            }),
            (Values{0, 1, 11}));
  EXPECT_EQ(hostSees([] {
              Shared.Data.store(1, SIMT_RELAXED, SIMT_DEVICE);
              fence(SIMT_ACQ_REL, SIMT_SYSTEM);
              Shared.Ready.store(1, SIMT_RELAXED, SIMT_SYSTEM);
            }),
            (Values{0, 11}));
}

TEST(Host, MaySeeAFlagBeforeTheDataWithoutRelease) {
  EXPECT_EQ(hostSees([] {
              Shared.Data.plain(1);
              Shared.Ready.store(1, SIMT_RELAXED, SIMT_SYSTEM);
            }),
            (Values{0, 1, 10, 11}));
  EXPECT_EQ(hostSees([] {
              Shared.Data.plain(1);
              fence(SIMT_ACQ_REL, SIMT_DEVICE);
              Shared.Ready.store(1, SIMT_RELAXED, SIMT_SYSTEM);
            }).count(10),
            1u);
}

TEST(Host, DoesNotSeeAFlagOfDeviceScope) {
  EXPECT_EQ(hostSees([] {
              Shared.Data.plain(1);
              Shared.Ready.store(1, SIMT_RELEASE, SIMT_DEVICE);
            }),
            (Values{0, 1}));
}

TEST(Host, NeverSeesOlderThanBefore) {
  Weak W;
  W.Model.setHostMemory(reinterpret_cast<uintptr_t>(&Shared), sizeof Shared);
  for (uint64_t Seed = 1; Seed <= Seeds; ++Seed) {
    W.Sim.reset(Seed, Policy::Fair);
    Shared = {};
    uint64_t Last = 0;
    Result R = W.run(blocks(2), [&] {
      for (uint64_t I = 1; I != 10; ++I) {
        if (ctaid()) {
          Shared.Data.store(I, SIMT_RELAXED, SIMT_SYSTEM);
          continue;
        }
        __gpurt_simt_preempt(nullptr, nullptr);
        W.Model.beginHostTurn();
        EXPECT_GE(Shared.Data.Place, Last);
        Last = Shared.Data.Place;
        W.Model.endHostTurn();
      }
    });
    EXPECT_TRUE(R) << R.Message;
    EXPECT_EQ(Shared.Data.Place, 9u);
  }
}

TEST(Host, AnswersWithRelease) {
  // What the host has read and answers comes before what follows the answer.
  Weak W;
  W.Model.setHostMemory(reinterpret_cast<uintptr_t>(&Shared), sizeof Shared);
  static Variable<> Private;
  for (uint64_t Seed = 1; Seed <= Seeds; ++Seed) {
    W.Sim.reset(Seed, Policy::Fair);
    Shared = {};
    Private = {};
    Result R = W.run(blocks(3), [&] {
      if (ctaid() == 0) {
        while (!Shared.Answer.load(SIMT_RELAXED, SIMT_SYSTEM)) {
          W.Model.beginHostTurn();
          if (Shared.Ready.Place)
            Shared.Answer.Place = 1;
          W.Model.endHostTurn();
        }
      } else if (ctaid() == 1) {
        Private.plain(1);
        Shared.Ready.store(1, SIMT_RELEASE, SIMT_SYSTEM);
      } else {
        while (!Shared.Answer.load(SIMT_ACQUIRE, SIMT_SYSTEM))
          ;
        EXPECT_EQ(Private.plain(), 1u);
      }
    });
    EXPECT_TRUE(R) << R.Message;
  }
}

TEST(Host, AnswersThatAreReadWithDeviceScopeAreReported) {
  Weak W;
  W.Model.setHostMemory(reinterpret_cast<uintptr_t>(&Shared), sizeof Shared);
  Shared = {};
  Result R = W.run(blocks(2), [&] {
    if (ctaid()) {
      Shared.Answer.load(SIMT_ACQUIRE, SIMT_DEVICE);
      Shared.Ready.store(1, SIMT_RELAXED, SIMT_DEVICE);
      while (!Shared.Answer.load(SIMT_ACQUIRE, SIMT_DEVICE))
        ;
      return;
    }
    while (!Shared.Ready.load(SIMT_RELAXED, SIMT_DEVICE))
      ;
    W.Model.beginHostTurn();
    Shared.Answer.Place = 1;
    W.Model.endHostTurn();
  });
  EXPECT_EQ(R.Outcome, Status::Reported);
  EXPECT_NE(R.Message.find("scope too narrow"), R.Message.npos) << R.Message;
  EXPECT_NE(R.Message.find("write of 8 bytes by the host"), R.Message.npos)
      << R.Message;
  EXPECT_NE(R.Message.find("the threads need system scope"), R.Message.npos)
      << R.Message;
}
