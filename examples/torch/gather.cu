//===- examples/torch/gather.cu - An operator that survives a bad index ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// out[i] = table[index[i]], a row each, as torch.index_select. Each index is
// checked on the device: a wrong one ends the kernel with a message, not the
// process. The interface is C, so that any Python loads it (gather.py), with
// PyTorch or without.
//   clang++ -fgpu-rt -shared -fPIC -O2 gather.cu -o libgather.so
// Test: test/run/examples/torch-op-raises-and-goes-on.test
//===----------------------------------------------------------------------===//
#include <gpurt/panic.h>

#include <cstdio>
#include <cuda_runtime.h>

__global__ void gatherRows(float *Out, const float *Table, const long *Index,
                           long Count, long Rows, long Columns) {
  long Row = blockIdx.x * long(blockDim.x) + threadIdx.x;
  if (Row >= Count)
    return;
  long From = Index[Row];
  GPURT_CHECK(From >= 0 && From < Rows, "index {} at {}, table has {} rows",
              From, Row, Rows);
  for (long Column = 0; Column < Columns; ++Column)
    Out[Row * Columns + Column] = Table[From * Columns + Column];
}

extern "C" {

/// Launches into \p Stream and waits for it.
/// \param Error  takes the report as JSON where a check failed, or the text of
///               another error
/// \returns 0; 1: a check failed; 2: another error
int gather_rows(float *Out, const float *Table, const long *Index, long Count,
                long Rows, long Columns, void *Stream, char *Error,
                size_t ErrorSize) {
  auto *In = static_cast<cudaStream_t>(Stream);
  constexpr int Threads = 128;
  try {
    gatherRows<<<unsigned((Count + Threads - 1) / Threads), Threads, 0, In>>>(
        Out, Table, Index, Count, Rows, Columns);
    gpurt::synchronize(In);
    return 0;
  } catch (const gpurt::panic_error &Panic) {
    gpurt_panic_json(&Panic.info(), Error, ErrorSize);
    return 1;
  } catch (const std::exception &Other) {
    std::snprintf(Error, ErrorSize, "%s", Other.what());
    return 2;
  }
}

// What gather.py needs of a device where there is no PyTorch.
void *gather_upload(const void *From, size_t Size) {
  void *To = nullptr;
  if (cudaMalloc(&To, Size) == cudaSuccess && From)
    cudaMemcpy(To, From, Size, cudaMemcpyHostToDevice);
  return To;
}
int gather_download(void *To, const void *From, size_t Size) {
  return cudaMemcpy(To, From, Size, cudaMemcpyDeviceToHost);
}
void gather_free(void *Block) { cudaFree(Block); }
}
