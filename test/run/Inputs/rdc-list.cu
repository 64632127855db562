// Part of the three-unit programs: see rdc-unit.h.
#include "rdc-unit.h"

__device__ unsigned NodesAlive;

__device__ Node *pushNode(Node *Head, unsigned Value) {
  atomicAdd(&NodesAlive, 1u);
  return new Node{Value, Head};
}

__device__ void dropList(Node *Head) {
  while (Head) {
    Node *Next = Head->Next;
    delete Head;
    Head = Next;
    atomicSub(&NodesAlive, 1u);
  }
}
