//===- gpurt/alloc.h - Allocators and memory resources for containers -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gpurt::allocator<T> gives containers memory of new and delete, on the device
// and on the host. Memory resources let the user of a container choose where
// its memory comes from: heap_resource, arena_resource, pool_resource, or a
// class of the program's own; resource_allocator<T> takes any of them behind
// memory_resource, resource_allocator<T, R> a known one without a virtual call.
// The shapes are those of std::allocator, std::pmr and cuda::mr::resource.
// Resources are made and used in device code: their virtual functions are.
// Tests: test/run/pool/allocators-serve-containers.cu,
//        test/ir/headers/cuda-mr-resource.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_ALLOC_H
#define GPURT_ALLOC_H

#include <gpurt/arena.h>
#include <gpurt/pool.h>

namespace gpurt {
namespace detail {

/// new and delete for each alignment. Never null: device code panics when the
/// heap is full, host code throws.
__host__ __device__ inline void *new_bytes(size_t Bytes, size_t Align) {
  return Align > min_align ? ::operator new(Bytes, std::align_val_t(Align))
                           : ::operator new(Bytes);
}
__host__ __device__ inline void delete_bytes(void *Block, size_t Align) {
  if (Align > min_align)
    ::operator delete(Block, std::align_val_t(Align));
  else
    ::operator delete(Block);
}

/// \returns Count * sizeof(T), or more than there is.
template <typename T>
__host__ __device__ constexpr size_t bytes_for(size_t Count) {
  return Count <= ~size_t(0) / 2 / sizeof(T) ? Count * sizeof(T)
                                             : ~size_t(0) / 2;
}

} // namespace detail

/// A standard allocator without state: memory of new.
/// Callers: any lane, converged or not; host threads. A block belongs to the
///          side that took it.
template <typename T> struct allocator {
  using value_type = T;

  allocator() = default;
  template <typename U>
  __host__ __device__ constexpr allocator(const allocator<U> &) noexcept {}

  /// \returns memory for \p Count objects; device code panics if there is none
  [[nodiscard]] __host__ __device__ T *allocate(size_t Count) {
    return static_cast<T *>(
        detail::new_bytes(detail::bytes_for<T>(Count), alignof(T)));
  }
  __host__ __device__ void deallocate(T *Block, size_t) noexcept {
    detail::delete_bytes(Block, alignof(T));
  }

  template <typename U>
  __host__ __device__ friend constexpr bool
  operator==(const allocator &, const allocator<U> &) noexcept {
    return true;
  }
  template <typename U>
  __host__ __device__ friend constexpr bool
  operator!=(const allocator &, const allocator<U> &) noexcept {
    return false;
  }
};

//===----------------------------------------------------------------------===//
// Memory resources
//===----------------------------------------------------------------------===//

/// Where memory comes from, as std::pmr::memory_resource. A program's own
/// overrides the do_ functions.
class memory_resource {
public:
  /// \returns memory, never null: when there is none the caller panics
  /// Callers, cost: those of the resource
  [[nodiscard]] __device__ void *allocate(size_t Bytes,
                                          size_t Align = detail::min_align) {
    return orPanic(do_allocate(Bytes, Align));
  }
  /// \returns memory, or null
  [[nodiscard]] __device__ void *
  try_allocate(size_t Bytes, size_t Align = detail::min_align) {
    return do_allocate(Bytes, Align);
  }
  /// \p Bytes and \p Align are those of the allocation.
  __device__ void deallocate(void *Block, size_t Bytes,
                             size_t Align = detail::min_align) {
    do_deallocate(Block, Bytes, Align);
  }
  /// \returns whether each can free what the other gave
  [[nodiscard]] __device__ bool is_equal(const memory_resource &Other) const {
    return this == &Other || do_source() == Other.do_source();
  }

  __device__ friend bool operator==(const memory_resource &A,
                                    const memory_resource &B) {
    return A.is_equal(B);
  }
  __device__ friend bool operator!=(const memory_resource &A,
                                    const memory_resource &B) {
    return !A.is_equal(B);
  }

protected:
  ~memory_resource() = default; // nobody deletes one by its base

  __device__ static void *orPanic(void *Block) {
    if (!Block)
      GPURT_MISUSE("gpurt::memory_resource: out of memory");
    return Block;
  }

private:
  /// \returns null if there is no memory
  __device__ virtual void *do_allocate(size_t Bytes, size_t Align) = 0;
  __device__ virtual void do_deallocate(void *Block, size_t Bytes,
                                        size_t Align) = 0;
  /// \returns what the memory comes from: equal ones can free each other's
  [[nodiscard]] __device__ virtual const void *do_source() const {
    return this;
  }
};

namespace detail {

/// A resource of known type: its functions hide those of the base, so that
/// calls through Self are direct.
template <typename Self> class known_resource : public memory_resource {
  __device__ Self &self() { return static_cast<Self &>(*this); }

  __device__ void *do_allocate(size_t Bytes, size_t Align) override {
    return self().take(Bytes, Align);
  }
  __device__ void do_deallocate(void *Block, size_t Bytes,
                                size_t Align) override {
    self().give(Block, Bytes, Align);
  }
  __device__ const void *do_source() const override {
    return static_cast<const Self &>(*this).source();
  }

public:
  [[nodiscard]] __device__ void *allocate(size_t Bytes,
                                          size_t Align = min_align) {
    return this->orPanic(self().take(Bytes, Align));
  }
  [[nodiscard]] __device__ void *try_allocate(size_t Bytes,
                                              size_t Align = min_align) {
    return self().take(Bytes, Align);
  }
  __device__ void deallocate(void *Block, size_t Bytes,
                             size_t Align = min_align) {
    self().give(Block, Bytes, Align);
  }

protected:
  ~known_resource() = default;
};

} // namespace detail

/// The heap.
class heap_resource final : public detail::known_resource<heap_resource> {
  friend class detail::known_resource<heap_resource>;

  __device__ void *take(size_t Bytes, size_t Align) {
    return Align > detail::min_align ? aligned_alloc(Align, Bytes)
                                     : malloc(Bytes);
  }
  __device__ void give(void *Block, size_t, size_t) { free(Block); }
  __device__ const void *source() const { return nullptr; }
};

/// An arena of any scope; deallocate does nothing.
template <typename Arena>
class arena_resource final
    : public detail::known_resource<arena_resource<Arena>> {
  friend class detail::known_resource<arena_resource>;
  Arena &From;

  __device__ void *take(size_t Bytes, size_t Align) {
    return From.allocate(Bytes, Align);
  }
  __device__ void give(void *, size_t, size_t) {}
  __device__ const void *source() const { return &From; }

public:
  /// \p From must live longer than what is made with the resource.
  __device__ explicit arena_resource(Arena &From) : From(From) {}
};

/// A memory_pool.
class pool_resource final : public detail::known_resource<pool_resource> {
  friend class detail::known_resource<pool_resource>;
  memory_pool &From;

  __device__ void *take(size_t Bytes, size_t Align) {
    return From.allocate(Bytes, Align);
  }
  __device__ void give(void *Block, size_t, size_t) { From.deallocate(Block); }
  __device__ const void *source() const { return &From; }

public:
  __device__ explicit pool_resource(memory_pool &From) : From(From) {}
};

/// A standard allocator over a resource, which must outlive what it gave.
/// Device code only.
template <typename T, typename Resource = memory_resource>
class resource_allocator {
  template <typename, typename> friend class resource_allocator;
  Resource *From;

public:
  using value_type = T;

  __device__ resource_allocator(Resource &From) noexcept : From(&From) {}
  template <typename U>
  __device__
  resource_allocator(const resource_allocator<U, Resource> &Other) noexcept
      : From(Other.From) {}

  /// \returns memory for \p Count objects; panics if there is none
  [[nodiscard]] __device__ T *allocate(size_t Count) {
    return static_cast<T *>(
        From->allocate(detail::bytes_for<T>(Count), alignof(T)));
  }
  __device__ void deallocate(T *Block, size_t Count) noexcept {
    From->deallocate(Block, Count * sizeof(T), alignof(T));
  }
  [[nodiscard]] __device__ Resource &resource() const { return *From; }

  template <typename U>
  __device__ friend bool
  operator==(const resource_allocator &A,
             const resource_allocator<U, Resource> &B) noexcept {
    return A.resource() == B.resource();
  }
  template <typename U>
  __device__ friend bool
  operator!=(const resource_allocator &A,
             const resource_allocator<U, Resource> &B) noexcept {
    return !(A.resource() == B.resource());
  }
};

} // namespace gpurt

#endif // GPURT_ALLOC_H
