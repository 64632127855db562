//===- containers.h - List, hash map, vector and shapes over new ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kind of code that allocates in kernels: every thread builds containers
// of its own, works with them and takes them down. containerResult runs on
// both sides, so the host knows each thread's result without the heap.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_CONTAINERS_H
#define GPURT_TEST_CONTAINERS_H

#include "check.h"
#include <new>

struct Shape {
  __host__ __device__ virtual unsigned area() const = 0;
  __host__ __device__ virtual ~Shape() {}
};

struct Rectangle : Shape {
  unsigned Width, Height;
  __host__ __device__ Rectangle(unsigned Width, unsigned Height)
      : Width(Width), Height(Height) {}
  __host__ __device__ unsigned area() const override { return Width * Height; }
};

struct Square : Rectangle {
  unsigned *Log; // Freed by the destructor: it must run through Shape *.
  __host__ __device__ explicit Square(unsigned Side)
      : Rectangle(Side, Side), Log(new unsigned(Side)) {}
  __host__ __device__ ~Square() override { delete Log; }
  __host__ __device__ unsigned area() const override { return *Log * *Log; }
};

template <typename T> class List {
  struct Node {
    T Value;
    Node *Next;
  };
  Node *Head = nullptr;

public:
  __host__ __device__ void push(T Value) { Head = new Node{Value, Head}; }
  __host__ __device__ bool pop(T &Value) {
    if (!Head)
      return false;
    Node *Old = Head;
    Value = Old->Value;
    Head = Old->Next;
    delete Old;
    return true;
  }
};

class HashMap {
  struct Node {
    unsigned Key, Value;
    Node *Next;
  };
  Node **Buckets;
  unsigned NumBuckets;

public:
  __host__ __device__ explicit HashMap(unsigned NumBuckets)
      : Buckets(new Node *[NumBuckets]()), NumBuckets(NumBuckets) {}
  __host__ __device__ ~HashMap() {
    for (unsigned I = 0; I < NumBuckets; ++I)
      while (Node *N = Buckets[I]) {
        Buckets[I] = N->Next;
        delete N;
      }
    delete[] Buckets;
  }
  __host__ __device__ unsigned &operator[](unsigned Key) {
    Node *&Head = Buckets[Key * 2654435761u % NumBuckets];
    for (Node *N = Head; N; N = N->Next)
      if (N->Key == Key)
        return N->Value;
    Head = new Node{Key, 0, Head};
    return Head->Value;
  }
};

/// Grows by doubling; its elements are built with placement new.
template <typename T> class Vector {
  char *Raw = nullptr;
  size_t Used = 0, Room = 0;

public:
  __host__ __device__ ~Vector() {
    for (size_t I = 0; I < Used; ++I)
      (*this)[I].~T();
    delete[] Raw;
  }
  __host__ __device__ T &operator[](size_t I) { return ((T *)Raw)[I]; }
  __host__ __device__ size_t size() const { return Used; }
  __host__ __device__ void push(const T &Value) {
    if (Used == Room) {
      Room = Room ? Room * 2 : 2;
      char *Bigger = new char[Room * sizeof(T)];
      for (size_t I = 0; I < Used; ++I) {
        new (Bigger + I * sizeof(T)) T((*this)[I]);
        (*this)[I].~T();
      }
      delete[] Raw;
      Raw = Bigger;
    }
    new (Raw + Used++ * sizeof(T)) T(Value);
  }
};

__host__ __device__ inline unsigned long long containerResult(unsigned Seed) {
  unsigned long long Result = 0;
  List<unsigned> Numbers;
  for (unsigned I = 0; I < Seed % 20 + 1; ++I)
    Numbers.push(Seed * 31 + I);
  HashMap Counts(7);
  unsigned Number;
  while (Numbers.pop(Number))
    Counts[Number % 5] += Number % 1000;
  for (unsigned I = 0; I < 5; ++I)
    Result = Result * 31 + Counts[I];
  Vector<Shape *> Shapes;
  for (unsigned I = 0; I < Seed % 9 + 3; ++I)
    if ((Seed + I) % 2)
      Shapes.push(new Square(I + 1));
    else
      Shapes.push(new Rectangle(I, Seed % 10));
  for (size_t I = 0; I < Shapes.size(); ++I) {
    Result = Result * 31 + Shapes[I]->area();
    delete Shapes[I];
  }
  return Result;
}

static __global__ void useContainers(unsigned long long *Results,
                                     unsigned Count) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < Count)
    Results[I] = containerResult(I);
}

inline void expectContainers(const std::vector<unsigned long long> &Results) {
  for (size_t I = 0; I < Results.size(); ++I)
    expect(Results[I] == containerResult((unsigned)I),
           "thread %zu: %llu, want %llu", I, Results[I],
           containerResult((unsigned)I));
}

#endif // GPURT_TEST_CONTAINERS_H
