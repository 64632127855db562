# lit configuration of the IR tests.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   lit -sv test/ir                              # build tree in build/
#   lit -sv --param gpurt_build=build-x test/ir  # in another one
#
# Runs the stock clang++ and opt of LLVM 22 with the plugin, and ptxas where a
# toolkit is there. Nothing here needs a GPU.
# Substitutions (longer names first: lit replaces in this order):
#   %gpurt_plugin   GPURT.so
#   %gpurt_library  the stand-in library, Inputs/library.ll as bitcode
#   %gpurt_prelude  include/gpurt/prelude.h
#   %cuda_device    stock clang++, CUDA, device side only, sm_90
#   %gpurt_device   the same with plugin, stand-in library and prelude, as the
#                   driver would run it
#   %cuda, %gpurt_cuda  both for host and device
#   %cudart         what a program with CUDA links
import os
import subprocess

import lit.formats

config.name = "gpurt-ir"
config.suffixes = [".ll", ".cu", ".test"]
config.excludes = ["Inputs"]
config.test_format = lit.formats.ShTest(execute_external=False)
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
repo = os.path.dirname(os.path.dirname(config.test_source_root))


def param(name, default):
    return lit_config.params.get(name) or default


build = os.path.abspath(param("gpurt_build", os.path.join(repo, "build")))
llvm_bin = param("llvm_bin", "/usr/lib/llvm-22/bin")
cuda = param("cuda", os.environ.get("CUDA_PATH") or "/usr/local/cuda")
config.test_exec_root = os.path.join(build, "test", "ir")

plugin = os.path.join(build, "lib", "GPURT.so")
if not os.path.exists(plugin):
    lit_config.fatal(
        f"{plugin} not found; build GPURTPlugin or give the build folder with "
        "--param gpurt_build=DIR"
    )
# As bitcode: clang drops value names and then cannot read textual IR.
library = os.path.join(config.test_exec_root, "library.bc")
os.makedirs(config.test_exec_root, exist_ok=True)
subprocess.run(
    [
        os.path.join(llvm_bin, "llvm-as"),
        os.path.join(config.test_source_root, "Inputs", "library.ll"),
        "-o",
        library,
    ],
    check=True,
)
prelude = os.path.join(repo, "include", "gpurt", "prelude.h")

config.environment["PATH"] = os.pathsep.join(
    [llvm_bin, os.path.join(cuda, "bin"), config.environment["PATH"]]
)
# A user's settings must not change what the tests see.
for name in ("CCC_OVERRIDE_OPTIONS", "CPATH", "CPLUS_INCLUDE_PATH"):
    config.environment.pop(name, None)

cuda_flags = f"clang++ --cuda-path={cuda} --offload-arch=sm_90"
cuda_flags += " -Wno-unknown-cuda-version"
with_plugin = (
    f" -Xarch_device -fpass-plugin={plugin} -Xclang -load -Xclang {plugin}"
    f" -Xarch_device -mllvm=-gpurt-library={library}"
)
config.substitutions += [
    ("%gpurt_device", f"{cuda_flags} --cuda-device-only{with_plugin}"
     f" -include {prelude}"),
    ("%cuda_device", f"{cuda_flags} --cuda-device-only"),
    ("%gpurt_cuda", f"{cuda_flags}{with_plugin} -include {prelude}"),
    ("%cudart", f"-L{cuda}/lib64 -lcudart_static -ldl -lrt -lpthread"),
    ("%cuda", cuda_flags),
    ("%gpurt_plugin", plugin),
    ("%gpurt_library", library),
    ("%gpurt_prelude", prelude),
]

if os.path.exists(os.path.join(cuda, "bin", "ptxas")):
    config.available_features.add("cuda")
if os.path.exists(os.path.join(build, "lib", "gpurt.bc")):
    config.available_features.add("gpurt-bc")
