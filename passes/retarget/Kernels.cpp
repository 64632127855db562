//===- Kernels.cpp - Kernel entries and the kernel table ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: define ptx_kernel void @k(i32 %n, ptr byval(%S) %s)
// After:  define void @k(i32, ptr byval(%S))
//         define void @__gpurt_simt_entry.k(ptr %args)   ; loads, calls @k
//         @__gpurt_simt_kernels                          ; what there is
// The structs are those of lib/simt/engine/KernelInfo.h.
// Test: test/ir/retarget/kernel-*.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "engine/KernelInfo.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

/// "16,8,1" as numbers; empty if the attribute is not there.
static SmallVector<uint32_t, 3> numbersOf(Function &F, StringRef Attribute) {
  SmallVector<uint32_t, 3> Numbers;
  SmallVector<StringRef, 3> Parts;
  F.getFnAttribute(Attribute).getValueAsString().split(Parts, ',', -1,
                                                       /*KeepEmpty=*/false);
  for (StringRef Part : Parts) {
    uint32_t N = 0;
    if (!Part.trim().getAsInteger(10, N))
      Numbers.push_back(N);
  }
  return Numbers;
}

static uint32_t maxThreads(Function &F) {
  for (StringRef Attribute : {"nvvm.reqntid", "nvvm.maxntid"}) {
    SmallVector<uint32_t, 3> Dims = numbersOf(F, Attribute);
    uint32_t Product = 1;
    for (uint32_t D : Dims)
      Product *= D;
    if (!Dims.empty())
      return Product;
  }
  return 0;
}

/// What the launch copies for one parameter.
static Type *storedType(Argument &A) {
  return A.hasByValAttr() ? A.getParamByValType() : A.getType();
}

static Function *emitEntry(Context &X, Function &Kernel) {
  auto *Entry = Function::Create(FunctionType::get(X.Void, {X.Ptr}, false),
                                 GlobalValue::ExternalLinkage,
                                 "__gpurt_simt_entry." + Kernel.getName(), X.M);
  Entry->setDoesNotThrow();
  IRBuilder<> B(BasicBlock::Create(X.C, "", Entry));
  SmallVector<Value *> Args;
  for (Argument &A : Kernel.args()) {
    Value *Slot =
        B.CreateConstInBoundsGEP1_64(X.Ptr, Entry->getArg(0), A.getArgNo());
    Value *Bytes = B.CreateLoad(X.Ptr, Slot);
    if (A.hasByValAttr())
      Args.push_back(B.CreateAddrSpaceCast(Bytes, A.getType()));
    else // whoever launches may have packed the bytes anyhow
      Args.push_back(B.CreateAlignedLoad(A.getType(), Bytes, Align(1)));
  }
  CallInst *Call = B.CreateCall(&Kernel, Args);
  AttributeList Of = Kernel.getAttributes();
  Call->setAttributes(Of.removeFnAttributes(X.C));
  B.CreateRetVoid();
  return Entry;
}

static Constant *describe(Context &X, Function &Kernel, uint64_t SharedBytes) {
  const DataLayout &Layout = X.M.getDataLayout();
  auto constant = [&](Constant *Value, const Twine &Name) {
    return new GlobalVariable(X.M, Value->getType(), /*isConstant=*/true,
                              GlobalValue::PrivateLinkage, Value, Name);
  };
  SmallVector<uint32_t> Sizes;
  for (Argument &A : Kernel.args())
    Sizes.push_back(uint32_t(Layout.getTypeAllocSize(storedType(A))));
  Constant *SizeArray = ConstantPointerNull::get(X.Ptr);
  if (!Sizes.empty())
    SizeArray = constant(ConstantDataArray::get(X.C, Sizes),
                         "__gpurt_simt_param_sizes");
  SmallVector<uint32_t, 3> Cluster = numbersOf(Kernel, "nvvm.cluster_dim");
  if (!Cluster.empty())
    Cluster.resize(3, 1);
  Cluster.resize(3, 0);
  Constant *Fields[] = {
      constant(ConstantDataArray::getString(X.C, Kernel.getName()),
               "__gpurt_simt_kernel_name"),
      emitEntry(X, Kernel),
      X.number(uint32_t(Sizes.size())),
      SizeArray,
      ConstantInt::get(X.I64, SharedBytes),
      X.number(maxThreads(Kernel)),
      X.number(0),
      ConstantDataArray::get(X.C, Cluster),
      X.number(0)};
  return ConstantStruct::getAnon(X.C, Fields);
}

static void asOrdinaryFunction(Function &Kernel) {
  Kernel.setCallingConv(CallingConv::C);
  Kernel.setVisibility(GlobalValue::DefaultVisibility);
  for (StringRef Name : {"nvvm.reqntid", "nvvm.maxntid", "nvvm.cluster_dim",
                         "nvvm.maxclusterrank", "nvvm.minctasm", "nvvm.maxnreg",
                         "nvvm.blocksareclusters"})
    Kernel.removeFnAttr(Name);
}

void retargeting::emitKernels(Context &X, ArrayRef<Function *> Kernels,
                              const DenseMap<Function *, uint64_t> &Shared) {
  SmallVector<Constant *> Rows;
  for (Function *K : Kernels) {
    Rows.push_back(describe(X, *K, Shared.lookup(K)));
    asOrdinaryFunction(*K);
  }
  Constant *Array = ConstantPointerNull::get(X.Ptr);
  if (!Rows.empty()) {
    auto *Type = ArrayType::get(Rows.front()->getType(), Rows.size());
    Array = new GlobalVariable(
        X.M, Type, /*isConstant=*/true, GlobalValue::PrivateLinkage,
        ConstantArray::get(Type, Rows), "__gpurt_simt_kernel_array");
  }
  Constant *Table = ConstantStruct::getAnon(
      X.C, {ConstantInt::get(X.I64, Rows.size()), Array});
  new GlobalVariable(X.M, Table->getType(), /*isConstant=*/true,
                     GlobalValue::ExternalLinkage, Table,
                     "__gpurt_simt_kernels");
}
