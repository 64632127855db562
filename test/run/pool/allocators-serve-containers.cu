// A vector and a list that know only the standard allocator's interface, over
// gpurt::allocator and each resource, on the device; the vector also on the
// host. The allocators are used through cuda::std::allocator_traits.
// RUN: %{build} -I%{cuda}/include/cccl -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: containers
#include "pieces.h"
#include "gpurt/alloc.h"
#include <cuda/std/__memory/allocator_traits.h>

template <typename T, typename Alloc> class Vector {
  using Traits = cuda::std::allocator_traits<Alloc>;
  Alloc A;
  T *Data = nullptr;
  size_t Used = 0, Room = 0;

public:
  __host__ __device__ explicit Vector(const Alloc &A) : A(A) {}
  __host__ __device__ ~Vector() {
    for (size_t I = 0; I < Used; ++I)
      Traits::destroy(A, Data + I);
    if (Data)
      Traits::deallocate(A, Data, Room);
  }
  __host__ __device__ void push(const T &Value) {
    if (Used == Room) {
      size_t More = Room ? Room * 2 : 3;
      T *Bigger = Traits::allocate(A, More);
      for (size_t I = 0; I < Used; ++I) {
        Traits::construct(A, Bigger + I, Data[I]);
        Traits::destroy(A, Data + I);
      }
      if (Data)
        Traits::deallocate(A, Data, Room);
      Data = Bigger;
      Room = More;
    }
    Traits::construct(A, Data + Used++, Value);
  }
  __host__ __device__ T &operator[](size_t I) { return Data[I]; }
  __host__ __device__ size_t size() const { return Used; }
};

template <typename T, typename Alloc> class List {
  struct Node {
    T Value;
    Node *Next;
  };
  using Traits = typename cuda::std::allocator_traits<
      Alloc>::template rebind_traits<Node>;
  typename Traits::allocator_type A;
  Node *Head = nullptr;

public:
  __host__ __device__ explicit List(const Alloc &A) : A(A) {}
  __host__ __device__ ~List() {
    while (Head)
      pop();
  }
  __host__ __device__ void push(const T &Value) {
    Node *N = Traits::allocate(A, 1);
    Head = ::new ((void *)N) Node{Value, Head};
  }
  __host__ __device__ T pop() {
    Node *Old = Head;
    T Value = Old->Value;
    Head = Old->Next;
    Traits::deallocate(A, Old, 1);
    return Value;
  }
  __host__ __device__ bool empty() const { return !Head; }
};

struct alignas(64) Wide {
  unsigned Value;
};

template <typename Alloc>
__host__ __device__ unsigned long long work(const Alloc &A, unsigned Seed) {
  using Traits = cuda::std::allocator_traits<Alloc>;
  using WideAlloc = typename Traits::template rebind_alloc<Wide>;
  Vector<unsigned, Alloc> Numbers(A);
  List<unsigned, Alloc> Stack(A);
  Vector<Wide, WideAlloc> Wides{WideAlloc(A)};
  unsigned long long Sum = 0;
  for (unsigned I = 0; I < 10 + Seed % 20; ++I) {
    Numbers.push(Seed * 7 + I);
    Stack.push(Seed ^ I);
    if (I % 3 == 0)
      Wides.push(Wide{I});
  }
  for (size_t I = 0; I < Numbers.size(); ++I)
    Sum = Sum * 31 + Numbers[I];
  while (!Stack.empty())
    Sum = Sum * 31 + Stack.pop();
  for (size_t I = 0; I < Wides.size(); ++I)
    Sum = Sum * 31 + Wides[I].Value + (size_t)&Wides[I] % 64;
  return Sum;
}

static __device__ gpurt::memory_pool Pool;

__global__ void all(unsigned long long *Sums, unsigned *Wrong) {
  using gpurt::resource_allocator;
  unsigned T = threadIndex();
  Sums[T] = work(gpurt::allocator<unsigned>(), T);
  gpurt::heap_resource Heap, Heap2;
  gpurt::pool_resource OfPool(Pool);
  gpurt::arena<> Arena;
  gpurt::arena_resource OfArena(Arena);
  deviceExpect(Heap == Heap2 && Heap != OfPool && OfPool != OfArena, Wrong);
  gpurt::memory_resource *Any[] = {&Heap, &OfPool, &OfArena};
  for (gpurt::memory_resource *R : Any)
    deviceExpect(work(resource_allocator<unsigned>(*R), T) == Sums[T], Wrong);
  using Direct = resource_allocator<unsigned, gpurt::arena_resource<gpurt::arena<>>>;
  deviceExpect(work(Direct(OfArena), T) == Sums[T], Wrong);
  deviceExpect(Arena.statistics().used > 0, Wrong);
  void *Huge = Heap.try_allocate(~size_t(0) / 2);
  keep(Huge);
  deviceExpect(!Huge, Wrong);
}

__global__ void finishPool(unsigned *Wrong) {
  deviceExpect(Pool.statistics().used == 0 && Pool.statistics().peak > 0, Wrong);
  Pool.destroy();
}

int main() {
  const unsigned Grid = sized(32, 1), Threads = 64;
  DeviceArray<unsigned long long> Sums(Grid * Threads);
  DeviceArray<unsigned> Wrong(1);
  all<<<Grid, Threads>>>(Sums, Wrong);
  finishPool<<<1, 1>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  auto Host = Sums.host();
  for (unsigned T = 0; T < Host.size(); ++T)
    expect(Host[T] == work(gpurt::allocator<unsigned>(), T), "thread %u", T);
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the containers");
  return finish("containers");
}
