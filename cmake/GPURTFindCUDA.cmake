# Finds the CUDA toolkit: GPURT_CUDA, its root.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# First of: -DGPURT_CUDA, $CUDA_PATH, /usr/local/cuda, .deps/cuda (where
# tools/setup puts the PyPI wheels). It becomes the driver's default
# toolkit; a user's --cuda-path still wins.
function(gpurt_is_cuda_root Folder Result)
  set(${Result} FALSE PARENT_SCOPE)
  if(EXISTS ${Folder}/bin/ptxas AND EXISTS ${Folder}/include/cuda_runtime.h)
    set(${Result} TRUE PARENT_SCOPE)
  endif()
endfunction()

set(GPURT_CUDA "" CACHE PATH "Root of the CUDA toolkit")
if(GPURT_CUDA)
  gpurt_is_cuda_root(${GPURT_CUDA} Usable)
  if(NOT Usable)
    message(FATAL_ERROR "GPURT_CUDA=${GPURT_CUDA} is no CUDA toolkit: it has "
      "no bin/ptxas or no include/cuda_runtime.h")
  endif()
else()
  foreach(Folder IN ITEMS "$ENV{CUDA_PATH}" /usr/local/cuda
      ${CMAKE_SOURCE_DIR}/.deps/cuda)
    if(Folder)
      gpurt_is_cuda_root(${Folder} Usable)
      if(Usable)
        set(GPURT_CUDA ${Folder} CACHE PATH "Root of the CUDA toolkit" FORCE)
        break()
      endif()
    endif()
  endforeach()
endif()
if(NOT GPURT_CUDA)
  message(FATAL_ERROR "no CUDA toolkit in $CUDA_PATH, /usr/local/cuda or "
    ".deps/cuda; run tools/setup or set -DGPURT_CUDA=<root>")
endif()
message(STATUS "gpu-rt: CUDA in ${GPURT_CUDA}")
