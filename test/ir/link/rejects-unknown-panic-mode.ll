; RUN: not opt -load-pass-plugin=%gpurt_plugin -gpurt-panic=planet -passes=gpurt-link -S %s 2>&1 | FileCheck %s
; CHECK: Cannot find option named 'planet'
target triple = "nvptx64-nvidia-cuda"
