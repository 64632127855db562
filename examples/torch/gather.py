#!/usr/bin/env python3
#===- examples/torch/gather.py - A device panic as a Python exception ------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   python3 gather.py libgather.so
# loads the operator of gather.cu. With PyTorch it becomes
# torch.ops.gpurt_example.gather; a bad index raises DevicePanic, which knows
# file, line and thread, and the next operation of PyTorch in this process is
# right. Without PyTorch the same is shown with ctypes alone.
# Test: test/run/examples/torch-op-raises-and-goes-on.test
#===------------------------------------------------------------------------===#
import ctypes
import json
import os
import sys


class DevicePanic(RuntimeError):
    """A thread on the device failed a check."""

    def __init__(self, report):
        self.message = report["message"]
        self.file = report["file"]
        self.line = report["line"]
        self.block = tuple(report["block"])
        self.thread = tuple(report["thread"])
        self.kernel = report["kernel"]
        self.others = report["others"]
        super().__init__(
            "%s:%d: block %s, thread %s: %s"
            % (
                os.path.basename(self.file),
                self.line,
                self.block,
                self.thread,
                self.message,
            )
        )


class Library:
    """The functions of gather.cu."""

    def __init__(self, path):
        self.c = ctypes.CDLL(os.path.abspath(path))
        pointer, size, long = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_long
        self.c.gather_rows.argtypes = (
            [pointer] * 3 + [long] * 3 + [pointer, ctypes.c_char_p, size]
        )
        self.c.gather_upload.argtypes = [pointer, size]
        self.c.gather_upload.restype = pointer
        self.c.gather_download.argtypes = [pointer, pointer, size]
        self.c.gather_free.argtypes = [pointer]

    def gather(self, out, table, index, count, rows, columns, stream=None):
        """All three are device addresses."""
        error = ctypes.create_string_buffer(16384)
        status = self.c.gather_rows(
            out, table, index, count, rows, columns, stream, error, len(error)
        )
        if status == 1:
            raise DevicePanic(json.loads(error.value))
        if status:
            raise RuntimeError(error.value.decode())


def with_torch(library, torch):
    """Registers the operator, uses it rightly, wrongly, and goes on."""

    def gather(table, index):
        table, index = table.contiguous(), index.contiguous()
        out = torch.empty(
            (index.shape[0], table.shape[1]), dtype=table.dtype, device="cuda"
        )
        library.gather(
            out.data_ptr(),
            table.data_ptr(),
            index.data_ptr(),
            index.shape[0],
            table.shape[0],
            table.shape[1],
            torch.cuda.current_stream().cuda_stream,
        )
        return out

    ops = torch.library.Library("gpurt_example", "DEF")
    ops.define("gather(Tensor table, Tensor index) -> Tensor")
    ops.impl("gather", gather, "CUDA")

    table = torch.arange(12, dtype=torch.float32, device="cuda").reshape(4, 3)
    good = torch.tensor([3, 0, 2], device="cuda")
    bad = torch.tensor([3, 0, 7], device="cuda")
    operator = torch.ops.gpurt_example.gather
    assert torch.equal(operator(table, good), table[good])
    try:
        operator(table, bad)
        sys.exit("a bad index passed")
    except DevicePanic as panic:
        print("caught:", panic)
    # In plain CUDA every further call in this process would fail.
    product = (table @ table.T).sum().item()
    print("next torch operation:", product)
    assert product == (table.cpu() @ table.cpu().T).sum().item()
    assert torch.equal(operator(table, good), table[good])
    print("ok: torch", torch.__version__)


def without_torch(library):
    """The same with arrays of ctypes."""
    rows, columns, count = 4, 3, 3
    table = (ctypes.c_float * (rows * columns))(*range(rows * columns))
    device_table = library.c.gather_upload(table, ctypes.sizeof(table))
    out = (ctypes.c_float * (count * columns))()
    device_out = library.c.gather_upload(None, ctypes.sizeof(out))

    def gather(numbers):
        index = (ctypes.c_long * count)(*numbers)
        device_index = library.c.gather_upload(index, ctypes.sizeof(index))
        try:
            library.gather(
                device_out, device_table, device_index, count, rows, columns
            )
        finally:
            library.c.gather_free(device_index)
        status = library.c.gather_download(out, device_out, ctypes.sizeof(out))
        assert status == 0, status
        return list(out)

    right = [9.0, 10.0, 11.0, 0.0, 1.0, 2.0, 6.0, 7.0, 8.0]
    assert gather([3, 0, 2]) == right
    try:
        gather([3, 0, 7])
        sys.exit("a bad index passed")
    except DevicePanic as panic:
        print("caught:", panic)
        assert panic.thread == (2, 0, 0), panic.thread
    assert gather([3, 0, 2]) == right
    print("ok: without torch")


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: gather.py libgather.so [--without-torch]")
    library = Library(sys.argv[1])
    if "--without-torch" in sys.argv:
        return without_torch(library)
    try:
        import torch
    except ImportError:
        return without_torch(library)
    with_torch(library, torch)


if __name__ == "__main__":
    main()
