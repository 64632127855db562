//===- Copy.cpp - Copies and fills ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All forms come down to rows of bytes. A side that the direction says is on
// the device must be memory that the device knows, whole; arrays and textures
// are not there (the calls that take them are stubs, Missing.cpp).
// Test: test/unit/cudart/CopyTest.cpp
//===----------------------------------------------------------------------===//
#include "Copy.h"
#include "Capture.h"
#include "Modules.h"
#include "Runtime.h"

#include <cstring>

using namespace gpurt::simt;

namespace {

struct Box {
  size_t Width, Height, Depth;
  [[nodiscard]] size_t count() const { return Width * Height * Depth; }
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

cudaError_t checkBox(const Side &To, const Side &From, const Box &B,
                     cudaMemcpyKind Kind) {
  if (!B.count())
    return cudaSuccess;
  if (!To.Start || !From.Start)
    return cudaErrorInvalidValue;
  if (B.Height * B.Depth > 1 && (To.Pitch < B.Width || From.Pitch < B.Width))
    return cudaErrorInvalidPitchValue;
  return checkKind(To, From, B, Kind);
}

cudaError_t copyBox(const Side &To, const Side &From, const Box &B,
                    cudaMemcpyKind Kind) {
  if (cudaError_t Error = waitForAll())
    return Error;
  if (cudaError_t Error = checkBox(To, From, B, Kind))
    return Error;
  if (!B.count())
    return cudaSuccess;
  for (size_t Z = 0; Z != B.Depth; ++Z)
    for (size_t Y = 0; Y != B.Height; ++Y)
      copyWords(To.row(Z, Y), From.row(Z, Y), B.Width);
  advanceForCopy(B.count());
  return cudaSuccess;
}

cudaError_t checkRows(const Side &To, const Box &B) {
  if (!B.count())
    return cudaSuccess;
  if (B.Height * B.Depth > 1 && To.Pitch < B.Width)
    return cudaErrorInvalidPitchValue;
  return isDeviceMemory(To.Start, To.extent(B)) ? cudaSuccess
                                                : cudaErrorInvalidValue;
}

/// The lowest \p Bytes bytes of \p Value, again and again.
cudaError_t fillBox(const Side &To, unsigned Value, unsigned Bytes,
                    const Box &B) {
  if (cudaError_t Error = waitForAll())
    return Error;
  if (cudaError_t Error = checkRows(To, B))
    return Error;
  if (!B.count())
    return cudaSuccess;
  for (size_t Z = 0; Z != B.Depth; ++Z)
    for (size_t Y = 0; Y != B.Height; ++Y)
      if (Bytes == 1)
        std::memset(To.row(Z, Y), int(Value), B.Width);
      else
        for (size_t X = 0; X != B.Width; X += Bytes)
          std::memcpy(To.row(Z, Y) + X, &Value, Bytes);
  advanceForCopy(B.count());
  return cudaSuccess;
}

Side cornerOf(const cudaPitchedPtr &In, const cudaPos &At) {
  return sideOf(static_cast<char *>(In.ptr) +
                    (At.z * In.ysize + At.y) * In.pitch + At.x,
                In.pitch, In.ysize);
}

template <typename Do>
cudaError_t withBox(const cudaMemcpy3DParms &P, Do Call) {
  if (P.srcArray || P.dstArray)
    return cudaErrorNotSupported;
  return Call(cornerOf(P.dstPtr, P.dstPos), cornerOf(P.srcPtr, P.srcPos),
              Box{P.extent.width, P.extent.height, P.extent.depth}, P.kind);
}

Box rowsBox(const cudaMemsetParams &P) {
  return {P.width * P.elementSize, P.height, 1};
}

/// For calls on the legacy stream that end when all is done.
cudaError_t enterLegacy() { return enterUncaptured(cudaStreamLegacy); }

/// A copy or a fill on a stream: now, or a node of a graph.
template <typename What, typename Check>
cudaError_t onStream(cudaStream_t Stream, const What &How, Check Fits) {
  bool Records = false;
  if (cudaError_t Error = enter(Stream, Records))
    return done(Error);
  if (!Records)
    return done(perform(How));
  cudaError_t Error = Fits(How);
  return done(Error ? Error : capture(Stream, How));
}

cudaError_t copyOn(cudaStream_t Stream, const cudaMemcpy3DParms &How) {
  return onStream(Stream, How, checkCopy);
}

cudaError_t fillOn(cudaStream_t Stream, const cudaMemsetParams &How) {
  return onStream(Stream, How, checkFill);
}

/// The call waits until it is done.
cudaError_t copyNow(const cudaMemcpy3DParms &How) {
  cudaError_t Error = enterLegacy();
  return done(Error ? Error : perform(How));
}

cudaError_t fillNow(const cudaMemsetParams &How) {
  cudaError_t Error = enterLegacy();
  return done(Error ? Error : perform(How));
}

cudaError_t fillPitched(const cudaPitchedPtr &To, int Value,
                        const cudaExtent &Size) {
  return fillBox(sideOf(To.ptr, To.pitch, To.ysize), unsigned(Value), 1,
                 {Size.width, Size.height, Size.depth});
}

cudaMemsetParams rowsOf(void *To, size_t Pitch, int Value, size_t Width,
                        size_t Height) {
  return {To, Pitch, unsigned(Value), 1, Width, Height};
}

} // namespace

namespace gpurt::simt {

cudaMemcpy3DParms boxOf(void *To, size_t ToPitch, const void *From,
                        size_t FromPitch, size_t Width, size_t Height,
                        cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P{};
  P.srcPtr = {const_cast<void *>(From), FromPitch, FromPitch, Height};
  P.dstPtr = {To, ToPitch, ToPitch, Height};
  P.extent = {Width, Height, 1};
  P.kind = Kind;
  return P;
}

cudaMemcpy3DParms boxOf(void *To, const void *From, size_t Size,
                        cudaMemcpyKind Kind) {
  return boxOf(To, Size, From, Size, Size, 1, Kind);
}

cudaError_t checkCopy(const cudaMemcpy3DParms &P) {
  return withBox(P, checkBox);
}

cudaError_t checkFill(const cudaMemsetParams &P) {
  if (P.elementSize != 1 && P.elementSize != 2 && P.elementSize != 4)
    return cudaErrorInvalidValue;
  return checkRows(sideOf(P.dst, P.pitch, P.height), rowsBox(P));
}

cudaError_t perform(const cudaMemcpy3DParms &P) { return withBox(P, copyBox); }

cudaError_t perform(const cudaMemsetParams &P) {
  return fillBox(sideOf(P.dst, P.pitch, P.height), P.value, P.elementSize,
                 rowsBox(P));
}

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

} // namespace gpurt::simt

//===--- Lines of bytes ---------------------------------------------------===//

GPURT_API cudaError_t cudaMemcpy(void *To, const void *From, size_t Size,
                                 cudaMemcpyKind Kind) {
  return copyNow(boxOf(To, From, Size, Kind));
}
GPURT_PER_THREAD(cudaMemcpy, _ptds)

GPURT_API cudaError_t cudaMemcpyAsync(void *To, const void *From, size_t Size,
                                      cudaMemcpyKind Kind,
                                      cudaStream_t Stream) {
  return copyOn(Stream, boxOf(To, From, Size, Kind));
}
GPURT_PER_THREAD(cudaMemcpyAsync, _ptsz)

GPURT_API cudaError_t cudaMemcpyPeer(void *To, int ToDevice, const void *From,
                                     int FromDevice, size_t Size) {
  if (ToDevice || FromDevice)
    return done(cudaErrorInvalidDevice);
  return copyNow(boxOf(To, From, Size, cudaMemcpyDeviceToDevice));
}

GPURT_API cudaError_t cudaMemcpyPeerAsync(void *To, int ToDevice,
                                          const void *From, int FromDevice,
                                          size_t Size, cudaStream_t Stream) {
  if (ToDevice || FromDevice)
    return done(cudaErrorInvalidDevice);
  return copyOn(Stream, boxOf(To, From, Size, cudaMemcpyDeviceToDevice));
}

GPURT_API cudaError_t cudaMemset(void *To, int Value, size_t Size) {
  return fillNow(rowsOf(To, Size, Value, Size, 1));
}
GPURT_PER_THREAD(cudaMemset, _ptds)

GPURT_API cudaError_t cudaMemsetAsync(void *To, int Value, size_t Size,
                                      cudaStream_t Stream) {
  return fillOn(Stream, rowsOf(To, Size, Value, Size, 1));
}
GPURT_PER_THREAD(cudaMemsetAsync, _ptsz)

//===--- Rows and boxes ---------------------------------------------------===//

GPURT_API cudaError_t cudaMemcpy2D(void *To, size_t ToPitch, const void *From,
                                   size_t FromPitch, size_t Width,
                                   size_t Height, cudaMemcpyKind Kind) {
  if (Width && (ToPitch < Width || FromPitch < Width))
    return done(cudaErrorInvalidPitchValue);
  return copyNow(boxOf(To, ToPitch, From, FromPitch, Width, Height, Kind));
}
GPURT_PER_THREAD(cudaMemcpy2D, _ptds)

GPURT_API cudaError_t cudaMemcpy2DAsync(void *To, size_t ToPitch,
                                        const void *From, size_t FromPitch,
                                        size_t Width, size_t Height,
                                        cudaMemcpyKind Kind,
                                        cudaStream_t Stream) {
  if (Width && (ToPitch < Width || FromPitch < Width))
    return done(cudaErrorInvalidPitchValue);
  return copyOn(Stream,
                boxOf(To, ToPitch, From, FromPitch, Width, Height, Kind));
}
GPURT_PER_THREAD(cudaMemcpy2DAsync, _ptsz)

GPURT_API cudaError_t cudaMemset2D(void *To, size_t Pitch, int Value,
                                   size_t Width, size_t Height) {
  return fillNow(rowsOf(To, Pitch, Value, Width, Height));
}
GPURT_PER_THREAD(cudaMemset2D, _ptds)

GPURT_API cudaError_t cudaMemset2DAsync(void *To, size_t Pitch, int Value,
                                        size_t Width, size_t Height,
                                        cudaStream_t Stream) {
  return fillOn(Stream, rowsOf(To, Pitch, Value, Width, Height));
}
GPURT_PER_THREAD(cudaMemset2DAsync, _ptsz)

GPURT_API cudaError_t cudaMemcpy3D(const cudaMemcpy3DParms *Params) {
  return Params ? copyNow(*Params) : done(cudaErrorInvalidValue);
}
GPURT_PER_THREAD(cudaMemcpy3D, _ptds)

GPURT_API cudaError_t cudaMemcpy3DAsync(const cudaMemcpy3DParms *Params,
                                        cudaStream_t Stream) {
  return Params ? copyOn(Stream, *Params) : done(cudaErrorInvalidValue);
}
GPURT_PER_THREAD(cudaMemcpy3DAsync, _ptsz)

GPURT_API cudaError_t cudaMemset3D(cudaPitchedPtr To, int Value,
                                   cudaExtent Size) {
  cudaError_t Error = enterLegacy();
  return done(Error ? Error : fillPitched(To, Value, Size));
}
GPURT_PER_THREAD(cudaMemset3D, _ptds)

GPURT_API cudaError_t cudaMemset3DAsync(cudaPitchedPtr To, int Value,
                                        cudaExtent Size, cudaStream_t Stream) {
  // A node of a graph fills rows of one slice.
  if (Size.depth == 1)
    return fillOn(Stream,
                  rowsOf(To.ptr, To.pitch, Value, Size.width, Size.height));
  cudaError_t Error = enterUncaptured(Stream);
  return done(Error ? Error : fillPitched(To, Value, Size));
}
GPURT_PER_THREAD(cudaMemset3DAsync, _ptsz)

//===--- Variables --------------------------------------------------------===//

GPURT_API cudaError_t cudaMemcpyToSymbol(const void *Symbol, const void *From,
                                         size_t Size, size_t Offset,
                                         cudaMemcpyKind Kind) {
  char *Start = nullptr;
  if (cudaError_t Error = inSymbol(Symbol, Size, Offset, Start))
    return done(Error);
  return copyNow(boxOf(Start, From, Size, Kind));
}
GPURT_PER_THREAD(cudaMemcpyToSymbol, _ptds)

GPURT_API cudaError_t cudaMemcpyToSymbolAsync(const void *Symbol,
                                              const void *From, size_t Size,
                                              size_t Offset,
                                              cudaMemcpyKind Kind,
                                              cudaStream_t Stream) {
  char *Start = nullptr;
  if (cudaError_t Error = inSymbol(Symbol, Size, Offset, Start))
    return done(Error);
  return copyOn(Stream, boxOf(Start, From, Size, Kind));
}
GPURT_PER_THREAD(cudaMemcpyToSymbolAsync, _ptsz)

GPURT_API cudaError_t cudaMemcpyFromSymbol(void *To, const void *Symbol,
                                           size_t Size, size_t Offset,
                                           cudaMemcpyKind Kind) {
  char *Start = nullptr;
  if (cudaError_t Error = inSymbol(Symbol, Size, Offset, Start))
    return done(Error);
  return copyNow(boxOf(To, Start, Size, Kind));
}
GPURT_PER_THREAD(cudaMemcpyFromSymbol, _ptds)

GPURT_API cudaError_t cudaMemcpyFromSymbolAsync(void *To, const void *Symbol,
                                                size_t Size, size_t Offset,
                                                cudaMemcpyKind Kind,
                                                cudaStream_t Stream) {
  char *Start = nullptr;
  if (cudaError_t Error = inSymbol(Symbol, Size, Offset, Start))
    return done(Error);
  return copyOn(Stream, boxOf(To, Start, Size, Kind));
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
