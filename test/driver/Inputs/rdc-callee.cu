__device__ int addOne(int X) { return X + 1; }
