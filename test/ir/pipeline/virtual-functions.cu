// Classes with pure virtual functions assemble, at every level and in RDC;
// stock Clang 22 leaves __cxa_pure_virtual undefined.
// REQUIRES: cuda
// RUN: %gpurt_device -O0 -c %s -o %t.o
// RUN: %gpurt_device -O2 -c %s -o %t.o
// RUN: %gpurt_device -O0 -fgpu-rdc -c %s -o %t.o
// RUN: %gpurt_device -O2 -fgpu-rdc -c %s -o %t.o
// RUN: %gpurt_device -O0 -S %s -o - | FileCheck %s
// CHECK: .func __gpurt_thunk___cxa_pure_virtual
// CHECK-NOT: .extern{{.*}}__cxa

struct Shape {
  __device__ Shape() {}
  __device__ virtual float area() const = 0;
  __device__ virtual ~Shape() {}
};
struct Square : Shape {
  float Side;
  __device__ explicit Square(float S) : Side(S) {}
  __device__ float area() const override { return Side * Side; }
};
struct Circle : Shape {
  float Radius;
  __device__ explicit Circle(float R) : Radius(R) {}
  __device__ float area() const override { return 3 * Radius * Radius; }
};

__global__ void kernel(float *Out, Shape **Keep, int N) {
  Shape *S = N & 1 ? static_cast<Shape *>(new Square(N)) : new Circle(N);
  Keep[N] = S;
  *Out = Keep[0]->area();
  delete Keep[1];
}
