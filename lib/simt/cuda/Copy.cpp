//===- Copy.cpp - Copies and fills ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All forms come down to rows of bytes. A side that the direction says is on
// the device must be memory that the device knows, whole; arrays and textures
// are not there (the calls that take them are stubs, Missing.cpp).
// Test: test/unit/cudart/CopyTest.cpp
//===----------------------------------------------------------------------===//
#include "Modules.h"
#include "Runtime.h"

#include <cstring>

using namespace gpurt::simt;

namespace {

struct Box {
  size_t Width, Height, Depth;
};

struct Side {
  char *Start;
  size_t Pitch;  ///< from row to row
  size_t Height; ///< rows from slice to slice
  [[nodiscard]] size_t extent(const Box &B) const {
    return ((B.Depth - 1) * Height + B.Height - 1) * Pitch + B.Width;
  }
  [[nodiscard]] char *row(size_t Z, size_t Y) const {
    return Start + (Z * Height + Y) * Pitch;
  }
};

Side sideOf(const void *Start, size_t Pitch = 0, size_t Height = 1) {
  return {static_cast<char *>(const_cast<void *>(Start)), Pitch, Height};
}

cudaError_t checkKind(const Side &To, const Side &From, const Box &B,
                      cudaMemcpyKind Kind) {
  if (unsigned(Kind) > cudaMemcpyDefault)
    return cudaErrorInvalidMemcpyDirection;
  bool ToDevice =
      Kind == cudaMemcpyHostToDevice || Kind == cudaMemcpyDeviceToDevice;
  bool FromDevice =
      Kind == cudaMemcpyDeviceToHost || Kind == cudaMemcpyDeviceToDevice;
  if ((ToDevice && !isDeviceMemory(To.Start, To.extent(B))) ||
      (FromDevice && !isDeviceMemory(From.Start, From.extent(B))))
    return cudaErrorInvalidValue;
  // Default: each side as its address says; then a block must hold all of it.
  for (const Side &Each : {To, From})
    if (isDeviceMemory(Each.Start, 1) &&
        !isDeviceMemory(Each.Start, Each.extent(B)))
      return cudaErrorInvalidValue;
  return cudaSuccess;
}

cudaError_t copyBox(const Side &To, const Side &From, const Box &B,
                    cudaMemcpyKind Kind) {
  if (cudaError_t Error = waitForAll())
    return Error;
  if (!B.Width || !B.Height || !B.Depth)
    return cudaSuccess;
  if (!To.Start || !From.Start)
    return cudaErrorInvalidValue;
  if (B.Height * B.Depth > 1 && (To.Pitch < B.Width || From.Pitch < B.Width))
    return cudaErrorInvalidPitchValue;
  if (cudaError_t Error = checkKind(To, From, B, Kind))
    return Error;
  for (size_t Z = 0; Z != B.Depth; ++Z)
    for (size_t Y = 0; Y != B.Height; ++Y)
      copyWords(To.row(Z, Y), From.row(Z, Y), B.Width);
  advanceForCopy(B.Width * B.Height * B.Depth);
  return cudaSuccess;
}

cudaError_t copy(void *To, const void *From, size_t Size, cudaMemcpyKind Kind) {
  return done(copyBox(sideOf(To), sideOf(From), {Size, 1, 1}, Kind));
}

cudaError_t onStream(cudaStream_t Stream) {
  return isStream(Stream) ? cudaSuccess : done(cudaErrorInvalidResourceHandle);
}

cudaError_t fillBox(const Side &To, int Value, const Box &B) {
  if (cudaError_t Error = waitForAll())
    return Error;
  if (!B.Width || !B.Height || !B.Depth)
    return cudaSuccess;
  if (B.Height * B.Depth > 1 && To.Pitch < B.Width)
    return cudaErrorInvalidPitchValue;
  if (!isDeviceMemory(To.Start, To.extent(B)))
    return cudaErrorInvalidValue;
  for (size_t Z = 0; Z != B.Depth; ++Z)
    for (size_t Y = 0; Y != B.Height; ++Y)
      std::memset(To.row(Z, Y), Value, B.Width);
  advanceForCopy(B.Width * B.Height * B.Depth);
  return cudaSuccess;
}

cudaError_t copyPitched(const cudaMemcpy3DParms *P) {
  if (!P || P->srcArray || P->dstArray)
    return done(P ? cudaErrorNotSupported : cudaErrorInvalidValue);
  auto corner = [](const cudaPitchedPtr &In, const cudaPos &At) {
    return sideOf(static_cast<char *>(In.ptr) +
                      (At.z * In.ysize + At.y) * In.pitch + At.x,
                  In.pitch, In.ysize);
  };
  return done(
      copyBox(corner(P->dstPtr, P->dstPos), corner(P->srcPtr, P->srcPos),
              {P->extent.width, P->extent.height, P->extent.depth}, P->kind));
}

/// A part of the device's copy of a variable.
cudaError_t inSymbol(const void *Symbol, size_t Size, size_t Offset,
                     char *&Start) {
  DeviceModule::Global Found;
  if (cudaError_t Error = waitForAll())
    return Error;
  if (cudaError_t Error = findSymbol(Symbol, Found))
    return Error;
  if (Offset > Found.Size || Size > Found.Size - Offset)
    return cudaErrorInvalidValue;
  Start = static_cast<char *>(Found.Address) + Offset;
  return cudaSuccess;
}

} // namespace

//===--- Lines of bytes ---------------------------------------------------===//

GPURT_API cudaError_t cudaMemcpy(void *To, const void *From, size_t Size,
                                 cudaMemcpyKind Kind) {
  return copy(To, From, Size, Kind);
}
GPURT_PER_THREAD(cudaMemcpy, _ptds)

GPURT_API cudaError_t cudaMemcpyAsync(void *To, const void *From, size_t Size,
                                      cudaMemcpyKind Kind,
                                      cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error ? Error : copy(To, From, Size, Kind);
}
GPURT_PER_THREAD(cudaMemcpyAsync, _ptsz)

GPURT_API cudaError_t cudaMemcpyPeer(void *To, int ToDevice, const void *From,
                                     int FromDevice, size_t Size) {
  if (ToDevice || FromDevice)
    return done(cudaErrorInvalidDevice);
  return copy(To, From, Size, cudaMemcpyDeviceToDevice);
}

GPURT_API cudaError_t cudaMemcpyPeerAsync(void *To, int ToDevice,
                                          const void *From, int FromDevice,
                                          size_t Size, cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error ? Error : cudaMemcpyPeer(To, ToDevice, From, FromDevice, Size);
}

GPURT_API cudaError_t cudaMemset(void *To, int Value, size_t Size) {
  return done(fillBox(sideOf(To), Value, {Size, 1, 1}));
}
GPURT_PER_THREAD(cudaMemset, _ptds)

GPURT_API cudaError_t cudaMemsetAsync(void *To, int Value, size_t Size,
                                      cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error ? Error : cudaMemset(To, Value, Size);
}
GPURT_PER_THREAD(cudaMemsetAsync, _ptsz)

//===--- Rows and boxes ---------------------------------------------------===//

GPURT_API cudaError_t cudaMemcpy2D(void *To, size_t ToPitch, const void *From,
                                   size_t FromPitch, size_t Width,
                                   size_t Height, cudaMemcpyKind Kind) {
  if (Width && (ToPitch < Width || FromPitch < Width))
    return done(cudaErrorInvalidPitchValue);
  return done(copyBox(sideOf(To, ToPitch, Height),
                      sideOf(From, FromPitch, Height), {Width, Height, 1},
                      Kind));
}
GPURT_PER_THREAD(cudaMemcpy2D, _ptds)

GPURT_API cudaError_t cudaMemcpy2DAsync(void *To, size_t ToPitch,
                                        const void *From, size_t FromPitch,
                                        size_t Width, size_t Height,
                                        cudaMemcpyKind Kind,
                                        cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error
             ? Error
             : cudaMemcpy2D(To, ToPitch, From, FromPitch, Width, Height, Kind);
}
GPURT_PER_THREAD(cudaMemcpy2DAsync, _ptsz)

GPURT_API cudaError_t cudaMemset2D(void *To, size_t Pitch, int Value,
                                   size_t Width, size_t Height) {
  return done(fillBox(sideOf(To, Pitch, Height), Value, {Width, Height, 1}));
}
GPURT_PER_THREAD(cudaMemset2D, _ptds)

GPURT_API cudaError_t cudaMemset2DAsync(void *To, size_t Pitch, int Value,
                                        size_t Width, size_t Height,
                                        cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error ? Error : cudaMemset2D(To, Pitch, Value, Width, Height);
}
GPURT_PER_THREAD(cudaMemset2DAsync, _ptsz)

GPURT_API cudaError_t cudaMemcpy3D(const cudaMemcpy3DParms *Params) {
  return copyPitched(Params);
}
GPURT_PER_THREAD(cudaMemcpy3D, _ptds)

GPURT_API cudaError_t cudaMemcpy3DAsync(const cudaMemcpy3DParms *Params,
                                        cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error ? Error : copyPitched(Params);
}
GPURT_PER_THREAD(cudaMemcpy3DAsync, _ptsz)

GPURT_API cudaError_t cudaMemset3D(cudaPitchedPtr To, int Value,
                                   cudaExtent Size) {
  return done(fillBox(sideOf(To.ptr, To.pitch, To.ysize), Value,
                      {Size.width, Size.height, Size.depth}));
}
GPURT_PER_THREAD(cudaMemset3D, _ptds)

GPURT_API cudaError_t cudaMemset3DAsync(cudaPitchedPtr To, int Value,
                                        cudaExtent Size, cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error ? Error : cudaMemset3D(To, Value, Size);
}
GPURT_PER_THREAD(cudaMemset3DAsync, _ptsz)

//===--- Variables --------------------------------------------------------===//

GPURT_API cudaError_t cudaMemcpyToSymbol(const void *Symbol, const void *From,
                                         size_t Size, size_t Offset,
                                         cudaMemcpyKind Kind) {
  char *Start = nullptr;
  if (cudaError_t Error = inSymbol(Symbol, Size, Offset, Start))
    return done(Error);
  return copy(Start, From, Size, Kind);
}
GPURT_PER_THREAD(cudaMemcpyToSymbol, _ptds)

GPURT_API cudaError_t cudaMemcpyToSymbolAsync(const void *Symbol,
                                              const void *From, size_t Size,
                                              size_t Offset,
                                              cudaMemcpyKind Kind,
                                              cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error ? Error : cudaMemcpyToSymbol(Symbol, From, Size, Offset, Kind);
}
GPURT_PER_THREAD(cudaMemcpyToSymbolAsync, _ptsz)

GPURT_API cudaError_t cudaMemcpyFromSymbol(void *To, const void *Symbol,
                                           size_t Size, size_t Offset,
                                           cudaMemcpyKind Kind) {
  char *Start = nullptr;
  if (cudaError_t Error = inSymbol(Symbol, Size, Offset, Start))
    return done(Error);
  return copy(To, Start, Size, Kind);
}
GPURT_PER_THREAD(cudaMemcpyFromSymbol, _ptds)

GPURT_API cudaError_t cudaMemcpyFromSymbolAsync(void *To, const void *Symbol,
                                                size_t Size, size_t Offset,
                                                cudaMemcpyKind Kind,
                                                cudaStream_t Stream) {
  cudaError_t Error = onStream(Stream);
  return Error ? Error : cudaMemcpyFromSymbol(To, Symbol, Size, Offset, Kind);
}
GPURT_PER_THREAD(cudaMemcpyFromSymbolAsync, _ptsz)

GPURT_API cudaError_t cudaGetSymbolAddress(void **Address, const void *Symbol) {
  char *Start = nullptr;
  cudaError_t Error = inSymbol(Symbol, 0, 0, Start);
  if (Error == cudaSuccess)
    *Address = Start;
  return done(Error);
}

GPURT_API cudaError_t cudaGetSymbolSize(size_t *Size, const void *Symbol) {
  DeviceModule::Global Found;
  cudaError_t Error = findSymbol(Symbol, Found);
  if (Error == cudaSuccess)
    *Size = Found.Size;
  return done(Error);
}
