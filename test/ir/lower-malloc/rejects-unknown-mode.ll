; RUN: not opt -load-pass-plugin=%gpurt_plugin -passes=gpurt-lower-malloc -gpurt-malloc=careful -S %s 2>&1 | FileCheck %s
; CHECK: Cannot find option named 'careful'!
target triple = "nvptx64-nvidia-cuda"
