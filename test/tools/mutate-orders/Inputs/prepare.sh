# prepare.sh DIR FAKE: a folder of two stress programs.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
rm -rf "$1" && mkdir -p "$1" && cd "$1" || exit 1
for name in first second; do
  cp "$2" $name && chmod +x $name && echo $name
done >programs.txt
