//===- GraphTest.cpp - Graphs that a program builds -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes, edges, clones and executable graphs without kernels: copies, fills
// and host functions show what ran, and in which order. Kernels in graphs:
// programs/graph.cu.
// Test: itself
//===----------------------------------------------------------------------===//
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace {

/// A host node that writes down its letter.
struct Letter {
  std::string *Into;
  char Text;
  static void write(void *Data) {
    auto *Self = static_cast<Letter *>(Data);
    *Self->Into += Self->Text;
  }
};

class GraphTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_EQ(cudaGraphCreate(&Graph, 0), cudaSuccess);
    ASSERT_EQ(cudaMalloc(reinterpret_cast<void **>(&Device), Size),
              cudaSuccess);
  }
  void TearDown() override {
    if (Exec) {
      EXPECT_EQ(cudaGraphExecDestroy(Exec), cudaSuccess);
    }
    EXPECT_EQ(cudaGraphDestroy(Graph), cudaSuccess);
    cudaFree(Device);
    cudaGetLastError();
  }

  cudaHostNodeParams letter(char Text) {
    Letters.push_back(std::make_unique<Letter>(Letter{&Written, Text}));
    return {Letter::write, Letters.back().get()};
  }
  cudaGraphNode_t addLetter(char Text,
                            const std::vector<cudaGraphNode_t> &Before = {}) {
    cudaHostNodeParams P = letter(Text);
    cudaGraphNode_t Node = nullptr;
    EXPECT_EQ(
        cudaGraphAddHostNode(&Node, Graph, Before.data(), Before.size(), &P),
        cudaSuccess);
    return Node;
  }
  std::string launch() {
    if (!Exec) {
      EXPECT_EQ(cudaGraphInstantiate(&Exec, Graph, 0), cudaSuccess);
    }
    Written.clear();
    EXPECT_EQ(cudaGraphLaunch(Exec, nullptr), cudaSuccess);
    EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
    return Written;
  }

  static constexpr size_t Size = 64;
  cudaGraph_t Graph = nullptr;
  cudaGraphExec_t Exec = nullptr;
  unsigned char *Device = nullptr;
  std::string Written;
  std::vector<std::unique_ptr<Letter>> Letters;
};

TEST_F(GraphTest, OrderRespectsTheEdges) {
  cudaGraphNode_t D = addLetter('d');
  cudaGraphNode_t A = addLetter('a');
  cudaGraphNode_t B = addLetter('b', {A}), C = addLetter('c', {A});
  std::array From{B, C}, To{D, D};
  ASSERT_EQ(cudaGraphAddDependencies(Graph, From.data(), To.data(), nullptr, 2),
            cudaSuccess);
  std::array<int, 2> Seen{};
  for (int I = 0; I != 40; ++I) {
    std::string Order = launch();
    ASSERT_TRUE(Order == "abcd" || Order == "acbd") << Order;
    ++Seen[Order == "abcd"];
  }
  EXPECT_TRUE(Seen[0] && Seen[1]) << "where the edges leave a choice, both";
}

TEST_F(GraphTest, CycleIsAnErrorAtInstantiation) {
  cudaGraphNode_t A = addLetter('a'), B = addLetter('b', {A});
  ASSERT_EQ(cudaGraphAddDependencies(Graph, &B, &A, nullptr, 1), cudaSuccess);
  cudaGraphExec_t None = nullptr;
  EXPECT_EQ(cudaGraphInstantiate(&None, Graph, 0), cudaErrorInvalidValue);
  cudaGraphInstantiateParams P{};
  EXPECT_EQ(cudaGraphInstantiateWithParams(&None, Graph, &P),
            cudaErrorInvalidValue);
  EXPECT_EQ(P.result_out, cudaGraphInstantiateInvalidStructure);
  ASSERT_EQ(cudaGraphRemoveDependencies(Graph, &B, &A, nullptr, 1),
            cudaSuccess);
  EXPECT_EQ(launch(), "ab");
}

TEST_F(GraphTest, EdgeTwiceOrToItselfIsAnError) {
  cudaGraphNode_t A = addLetter('a'), B = addLetter('b', {A});
  EXPECT_EQ(cudaGraphAddDependencies(Graph, &A, &B, nullptr, 1),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphAddDependencies(Graph, &A, &A, nullptr, 1),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphRemoveDependencies(Graph, &B, &A, nullptr, 1),
            cudaErrorInvalidValue);
}

TEST_F(GraphTest, NodesRootsTypesAndEdges) {
  cudaGraphNode_t A = addLetter('a'), E = nullptr;
  ASSERT_EQ(cudaGraphAddEmptyNode(&E, Graph, &A, 1), cudaSuccess);
  size_t Count = 0;
  ASSERT_EQ(cudaGraphGetNodes(Graph, nullptr, &Count), cudaSuccess);
  EXPECT_EQ(Count, 2u);
  std::array<cudaGraphNode_t, 3> Nodes{};
  Count = 3;
  ASSERT_EQ(cudaGraphGetNodes(Graph, Nodes.data(), &Count), cudaSuccess);
  EXPECT_EQ(Count, 2u);
  EXPECT_EQ(Nodes[2], nullptr);
  Count = 3;
  ASSERT_EQ(cudaGraphGetRootNodes(Graph, Nodes.data(), &Count), cudaSuccess);
  EXPECT_EQ(Count, 1u);
  EXPECT_EQ(Nodes[0], A);
  cudaGraphNodeType Type;
  ASSERT_EQ(cudaGraphNodeGetType(E, &Type), cudaSuccess);
  EXPECT_EQ(Type, cudaGraphNodeTypeEmpty);
  cudaGraphNode_t From = nullptr, To = nullptr;
  Count = 1;
  ASSERT_EQ(cudaGraphGetEdges(Graph, &From, &To, nullptr, &Count), cudaSuccess);
  EXPECT_EQ(From, A);
  EXPECT_EQ(To, E);
  ASSERT_EQ(cudaGraphNodeGetDependentNodes(A, &To, nullptr, &Count),
            cudaSuccess);
  EXPECT_EQ(To, E);
  ASSERT_EQ(cudaGraphNodeGetDependencies(E, &From, nullptr, &Count),
            cudaSuccess);
  EXPECT_EQ(From, A);
  ASSERT_EQ(cudaGraphDestroyNode(A), cudaSuccess);
  ASSERT_EQ(cudaGraphNodeGetDependencies(E, nullptr, nullptr, &Count),
            cudaSuccess);
  EXPECT_EQ(Count, 0u);
  EXPECT_EQ(cudaGraphNodeGetType(A, &Type), cudaErrorInvalidValue);
}

TEST_F(GraphTest, CopiesAndFillsOfEveryWidth) {
  std::array<unsigned char, Size> Back{};
  cudaMemsetParams Fill{Device, 0, 0x01020304, 4, 4, 1};
  cudaGraphNode_t First = nullptr, Second = nullptr, Third = nullptr;
  ASSERT_EQ(cudaGraphAddMemsetNode(&First, Graph, nullptr, 0, &Fill),
            cudaSuccess);
  // Two rows of three bytes, 8 bytes apart.
  cudaGraphNodeParams Rows{};
  Rows.type = cudaGraphNodeTypeMemset;
  Rows.memset = {Device + 16, 8, 7, 1, 3, 2};
  ASSERT_EQ(cudaGraphAddNode(&Second, Graph, &First, nullptr, 1, &Rows),
            cudaSuccess);
  ASSERT_EQ(cudaGraphAddMemcpyNode1D(&Third, Graph, &Second, 1, Back.data(),
                                     Device, 32, cudaMemcpyDeviceToHost),
            cudaSuccess);
  cudaMemset(Device, 0, Size);
  launch();
  for (unsigned I = 0; I != 16; ++I)
    EXPECT_EQ(Back[I], 4 - I % 4);
  for (unsigned I = 16; I != 32; ++I)
    EXPECT_EQ(Back[I], I % 8 < 3 ? 7 : 0);
  cudaMemcpy3DParms Seen{};
  ASSERT_EQ(cudaGraphMemcpyNodeGetParams(Third, &Seen), cudaSuccess);
  EXPECT_EQ(Seen.extent.width, 32u);
  Fill.elementSize = 3;
  EXPECT_EQ(cudaGraphMemsetNodeSetParams(First, &Fill), cudaErrorInvalidValue);
}

TEST_F(GraphTest, CopyBeyondTheBlockIsAnErrorWhenTheNodeIsMade) {
  std::array<unsigned char, 2 * Size> Back{};
  cudaGraphNode_t Node = nullptr;
  EXPECT_EQ(cudaGraphAddMemcpyNode1D(&Node, Graph, nullptr, 0, Back.data(),
                                     Device, Back.size(),
                                     cudaMemcpyDeviceToHost),
            cudaErrorInvalidValue);
  size_t Count = 1;
  cudaGraphGetNodes(Graph, nullptr, &Count);
  EXPECT_EQ(Count, 0u);
}

TEST_F(GraphTest, ExecutableGraphIsACopy) {
  cudaGraphNode_t A = addLetter('a');
  EXPECT_EQ(launch(), "a");
  cudaHostNodeParams P = letter('x');
  ASSERT_EQ(cudaGraphHostNodeSetParams(A, &P), cudaSuccess);
  addLetter('b', {A});
  EXPECT_EQ(launch(), "a");
  ASSERT_EQ(cudaGraphExecHostNodeSetParams(Exec, A, &P), cudaSuccess);
  EXPECT_EQ(launch(), "x");
  cudaMemsetParams Wrong{Device, 0, 0, 1, 1, 1};
  EXPECT_EQ(cudaGraphExecMemsetNodeSetParams(Exec, A, &Wrong),
            cudaErrorInvalidValue);
}

TEST_F(GraphTest, UpdateTakesParametersAndRefusesAnotherShape) {
  cudaGraphNode_t A = addLetter('a');
  addLetter('b', {A});
  EXPECT_EQ(launch(), "ab");
  cudaGraph_t Clone = nullptr;
  ASSERT_EQ(cudaGraphClone(&Clone, Graph), cudaSuccess);
  cudaGraphNode_t Twin = nullptr;
  ASSERT_EQ(cudaGraphNodeFindInClone(&Twin, A, Clone), cudaSuccess);
  cudaHostNodeParams P = letter('y');
  ASSERT_EQ(cudaGraphHostNodeSetParams(Twin, &P), cudaSuccess);
  cudaGraphExecUpdateResultInfo Info{};
  ASSERT_EQ(cudaGraphExecUpdate(Exec, Clone, &Info), cudaSuccess);
  EXPECT_EQ(Info.result, cudaGraphExecUpdateSuccess);
  EXPECT_EQ(launch(), "yb");
  cudaGraphNode_t More = nullptr;
  ASSERT_EQ(cudaGraphAddEmptyNode(&More, Clone, nullptr, 0), cudaSuccess);
  EXPECT_EQ(cudaGraphExecUpdate(Exec, Clone, &Info),
            cudaErrorGraphExecUpdateFailure);
  EXPECT_EQ(Info.result, cudaGraphExecUpdateErrorTopologyChanged);
  EXPECT_EQ(launch(), "yb");
  EXPECT_EQ(cudaGraphDestroy(Clone), cudaSuccess);
}

TEST_F(GraphTest, ChildIsAClone) {
  cudaGraphNode_t A = addLetter('a');
  cudaGraph_t Outer = nullptr;
  ASSERT_EQ(cudaGraphCreate(&Outer, 0), cudaSuccess);
  cudaGraphNode_t Node = nullptr, Inner = nullptr;
  ASSERT_EQ(cudaGraphAddChildGraphNode(&Node, Outer, nullptr, 0, Graph),
            cudaSuccess);
  addLetter('b', {A}); // not in the clone
  cudaGraph_t Inside = nullptr;
  ASSERT_EQ(cudaGraphChildGraphNodeGetGraph(Node, &Inside), cudaSuccess);
  size_t Count = 1;
  ASSERT_EQ(cudaGraphGetNodes(Inside, &Inner, &Count), cudaSuccess);
  EXPECT_EQ(Count, 1u);
  EXPECT_EQ(cudaGraphDestroy(Inside), cudaErrorInvalidValue);
  ASSERT_EQ(cudaGraphInstantiate(&Exec, Outer, 0), cudaSuccess);
  EXPECT_EQ(launch(), "a");
  cudaHostNodeParams P = letter('z');
  ASSERT_EQ(cudaGraphExecHostNodeSetParams(Exec, Inner, &P), cudaSuccess);
  EXPECT_EQ(launch(), "z");
  EXPECT_EQ(cudaGraphExecChildGraphNodeSetParams(Exec, Node, Graph),
            cudaErrorGraphExecUpdateFailure);
  EXPECT_EQ(cudaGraphDestroy(Outer), cudaSuccess);
}

TEST_F(GraphTest, MovedChildIsTheGraphItself) {
  cudaGraph_t Child = nullptr;
  ASSERT_EQ(cudaGraphCreate(&Child, 0), cudaSuccess);
  cudaGraphNodeParams P{};
  P.type = cudaGraphNodeTypeGraph;
  P.graph = {Child, cudaGraphChildGraphOwnershipMove};
  cudaGraphNode_t Node = nullptr;
  ASSERT_EQ(cudaGraphAddNode(&Node, Graph, nullptr, nullptr, 0, &P),
            cudaSuccess);
  cudaGraph_t Inside = nullptr;
  ASSERT_EQ(cudaGraphChildGraphNodeGetGraph(Node, &Inside), cudaSuccess);
  EXPECT_EQ(Inside, Child);
  EXPECT_EQ(cudaGraphDestroy(Child), cudaErrorInvalidValue);
}

TEST_F(GraphTest, NodeThatIsSwitchedOffDoesNothing) {
  cudaMemset(Device, 0, Size);
  cudaMemsetParams Fill{Device, 0, 9, 1, 1, 1};
  cudaGraphNode_t Node = nullptr;
  ASSERT_EQ(cudaGraphAddMemsetNode(&Node, Graph, nullptr, 0, &Fill),
            cudaSuccess);
  ASSERT_EQ(cudaGraphInstantiate(&Exec, Graph, 0), cudaSuccess);
  ASSERT_EQ(cudaGraphNodeSetEnabled(Exec, Node, 0), cudaSuccess);
  launch();
  unsigned char Back = 1;
  cudaMemcpy(&Back, Device, 1, cudaMemcpyDeviceToHost);
  EXPECT_EQ(Back, 0);
  ASSERT_EQ(cudaGraphNodeSetEnabled(Exec, Node, 1), cudaSuccess);
  launch();
  cudaMemcpy(&Back, Device, 1, cudaMemcpyDeviceToHost);
  EXPECT_EQ(Back, 9);
}

TEST_F(GraphTest, EventNodesRecord) {
  cudaEvent_t Start, End;
  ASSERT_EQ(cudaEventCreate(&Start), cudaSuccess);
  ASSERT_EQ(cudaEventCreate(&End), cudaSuccess);
  cudaGraphNode_t First = nullptr, Fill = nullptr, Last = nullptr;
  ASSERT_EQ(cudaGraphAddEventRecordNode(&First, Graph, nullptr, 0, Start),
            cudaSuccess);
  cudaMemsetParams P{Device, 0, 9, 1, Size, 1};
  ASSERT_EQ(cudaGraphAddMemsetNode(&Fill, Graph, &First, 1, &P), cudaSuccess);
  ASSERT_EQ(cudaGraphAddEventRecordNode(&Last, Graph, &Fill, 1, End),
            cudaSuccess);
  launch();
  float Time = 0;
  EXPECT_EQ(cudaEventElapsedTime(&Time, Start, End), cudaSuccess);
  EXPECT_GT(Time, 0);
  cudaEventDestroy(Start);
  cudaEventDestroy(End);
}

TEST_F(GraphTest, WhatIsNotThereSaysSo) {
  cudaGraphNodeParams P{};
  P.type = cudaGraphNodeTypeConditional;
  cudaGraphNode_t Node = nullptr;
  testing::internal::CaptureStderr();
  EXPECT_EQ(cudaGraphAddNode(&Node, Graph, nullptr, nullptr, 0, &P),
            cudaErrorNotSupported);
  EXPECT_EQ(
      cudaGraphInstantiate(&Exec, Graph, cudaGraphInstantiateFlagDeviceLaunch),
      cudaErrorNotSupported);
  std::string Said = testing::internal::GetCapturedStderr();
  EXPECT_NE(Said.find("a conditional node of a graph"), std::string::npos);
  EXPECT_NE(Said.find("from a kernel"), std::string::npos);
}

TEST_F(GraphTest, StaleHandlesAreErrors) {
  cudaGraph_t Gone = nullptr;
  ASSERT_EQ(cudaGraphCreate(&Gone, 0), cudaSuccess);
  ASSERT_EQ(cudaGraphDestroy(Gone), cudaSuccess);
  EXPECT_EQ(cudaGraphDestroy(Gone), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphLaunch(reinterpret_cast<cudaGraphExec_t>(this), nullptr),
            cudaErrorInvalidValue);
}

} // namespace
