// A module that uses nothing of the runtime: see attach-module.cu.
extern "C" __global__ void plain(int *Out) { *Out = 1; }
