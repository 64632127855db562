//===- graph.cu - Kernels in graphs ---------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Captured and built by hand: arguments are copied when the node is made, the
// order respects the edges in each launch, and parameters can change.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

constexpr int Size = 100, Threads = 32;

__global__ void fill(int *Out, int Value) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < Size)
    Out[I] = Value + I;
}

__global__ void add(int *Out, const int *A, const int *B) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < Size)
    Out[I] = A[I] + B[I];
}

__device__ int Offset = 0;
__global__ void shift(int *Out) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < Size)
    Out[I] += Offset;
}

constexpr int Blocks = (Size + Threads - 1) / Threads;
static int *A, *B, *Sum, Back[Size];

static bool isSum(int First, int Step) {
  for (int I = 0; I != Size; ++I)
    if (Back[I] != First + Step * I)
      return false;
  return true;
}

static void launch(cudaGraphExec_t Exec, cudaStream_t Stream) {
  for (int &Each : Back)
    Each = -1;
  CHECK(cudaGraphLaunch(Exec, Stream));
  CHECK(cudaStreamSynchronize(Stream));
}

static void captured() {
  cudaStream_t Main, Side;
  cudaEvent_t Fork, Join;
  CHECK(cudaStreamCreate(&Main));
  CHECK(cudaStreamCreate(&Side));
  CHECK(cudaEventCreate(&Fork));
  CHECK(cudaEventCreate(&Join));
  cudaGraphExec_t Exec = nullptr;
  for (int Round = 0; Round != 3; ++Round) {
    cudaGraph_t Graph;
    CHECK(cudaStreamBeginCapture(Main, cudaStreamCaptureModeGlobal));
    CHECK(cudaEventRecord(Fork, Main));
    CHECK(cudaStreamWaitEvent(Side, Fork, 0));
    fill<<<Blocks, Threads, 0, Main>>>(A, 10 * Round);
    fill<<<Blocks, Threads, 0, Side>>>(B, 1000);
    CHECK(cudaEventRecord(Join, Side));
    CHECK(cudaStreamWaitEvent(Main, Join, 0));
    add<<<Blocks, Threads, 0, Main>>>(Sum, A, B);
    CHECK(cudaMemcpyAsync(Back, Sum, sizeof(Back), cudaMemcpyDefault, Main));
    CHECK(cudaStreamEndCapture(Main, &Graph));
    if (!Exec)
      CHECK(cudaGraphInstantiate(&Exec, Graph, 0));
    else
      CHECK(cudaGraphExecUpdate(Exec, Graph, nullptr));
    CHECK(cudaGraphDestroy(Graph));
    for (int I = 0; I != 5; ++I) {
      launch(Exec, Main);
      EXPECT(isSum(1000 + 10 * Round, 2));
    }
  }
  CHECK(cudaGraphExecDestroy(Exec));
}

static cudaGraphNode_t kernel(cudaGraph_t Graph, void *Function, void **Args,
                              const cudaGraphNode_t *Before, size_t Count) {
  cudaKernelNodeParams P{};
  P.func = Function;
  P.gridDim = dim3(Blocks);
  P.blockDim = dim3(Threads);
  P.kernelParams = Args;
  cudaGraphNode_t Node = nullptr;
  CHECK(cudaGraphAddKernelNode(&Node, Graph, Before, Count, &P));
  return Node;
}

static void built() {
  cudaGraph_t Graph;
  CHECK(cudaGraphCreate(&Graph, 0));
  int Value = 5, More = 7;
  void *FillA[] = {&A, &Value}, *FillB[] = {&B, &Value},
       *Add[] = {&Sum, &A, &B}, *Shift[] = {&Sum};
  cudaGraphNode_t Fills[2];
  Fills[0] = kernel(Graph, (void *)fill, FillA, nullptr, 0);
  Fills[1] = kernel(Graph, (void *)fill, FillB, nullptr, 0);
  Value = 999; // the nodes have their own
  cudaGraphNode_t Added = kernel(Graph, (void *)add, Add, Fills, 2), Last, Set;
  // Waits for the sum, though nothing but its edge says so.
  cudaGraphNode_t Shifted = kernel(Graph, (void *)shift, Shift, &Added, 1);
  CHECK(cudaGraphAddMemcpyNodeToSymbol(&Set, Graph, nullptr, 0, Offset, &More,
                                       sizeof(int), 0, cudaMemcpyHostToDevice));
  CHECK(cudaGraphAddDependencies(Graph, &Set, &Shifted, nullptr, 1));
  CHECK(cudaGraphAddMemcpyNode1D(&Last, Graph, &Shifted, 1, Back, Sum,
                                 sizeof(Back), cudaMemcpyDeviceToHost));
  cudaKernelNodeParams Seen{};
  CHECK(cudaGraphKernelNodeGetParams(Fills[0], &Seen));
  EXPECT(Seen.func == (void *)fill && *(int *)Seen.kernelParams[1] == 5);
  cudaGraphExec_t Exec;
  CHECK(cudaGraphInstantiate(&Exec, Graph, 0));
  for (int I = 0; I != 5; ++I) {
    launch(Exec, nullptr);
    EXPECT(isSum(17, 2));
  }
  Value = 100;
  Seen.kernelParams = FillB;
  CHECK(cudaGraphExecKernelNodeSetParams(Exec, Fills[1], &Seen));
  launch(Exec, nullptr);
  EXPECT(isSum(112, 2));
  // A size that no device has is refused at once.
  Seen.blockDim = dim3(2048);
  EXPECT(cudaGraphExecKernelNodeSetParams(Exec, Fills[1], &Seen) ==
         cudaErrorInvalidConfiguration);
  CHECK(cudaGraphExecDestroy(Exec));
  CHECK(cudaGraphDestroy(Graph));
}

int main() {
  CHECK(cudaMalloc(&A, sizeof(Back)));
  CHECK(cudaMalloc(&B, sizeof(Back)));
  CHECK(cudaMalloc(&Sum, sizeof(Back)));
  captured();
  built();
  return finish();
}
