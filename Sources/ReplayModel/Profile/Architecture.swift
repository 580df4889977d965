/// The instruction set as far as memory is concerned.
public struct Architecture: Sendable, Equatable {
    public enum Kind: UInt8, CodedValue {
        case i386, i386PAE, amd64, arm32, arm64
    }

    public var kind: Kind
    /// 4 or 8.
    public var pointerSize: UInt8
    /// Bits of the virtual page number that each page-table level takes, top level first: [10, 10], [9, 9, 9, 9].
    public var levelBits: [UInt8]
    /// Bytes of one page-table entry: 4 or 8.
    public var entrySize: UInt8
    /// Where the linear map of lowmem begins (PAGE_OFFSET), and how many bytes of RAM it covers at most.
    public var linearBase: UInt64
    public var linearSize: UInt64
    /// The physical address that the linear map begins with (PHYS_OFFSET): where RAM begins on ARM, 0 on x86.
    public var physicalOffset: UInt64 = 0
    /// The vmalloc range, [start, end).
    public var vmallocStart: UInt64
    public var vmallocEnd: UInt64
    /// User addresses end here (TASK_SIZE).
    public var userEnd: UInt64
    /// Where mmap begins its top-down search, and the bottom of that search.
    public var mmapBase: UInt64
    /// Where a program's text, data and heap begin and where its stack ends, without randomisation.
    public var textBase: UInt64
    public var stackTop: UInt64
    /// Order of a page block (pageblock_order).
    public var pageblockOrder: UInt8

    public init(
        kind: Kind, pointerSize: UInt8, levelBits: [UInt8], entrySize: UInt8, linearBase: UInt64, linearSize: UInt64,
        vmallocStart: UInt64, vmallocEnd: UInt64, userEnd: UInt64, mmapBase: UInt64, textBase: UInt64, stackTop: UInt64,
        pageblockOrder: UInt8
    ) {
        self.kind = kind
        self.pointerSize = pointerSize
        self.levelBits = levelBits
        self.entrySize = entrySize
        self.linearBase = linearBase
        self.linearSize = linearSize
        self.vmallocStart = vmallocStart
        self.vmallocEnd = vmallocEnd
        self.userEnd = userEnd
        self.mmapBase = mmapBase
        self.textBase = textBase
        self.stackTop = stackTop
        self.pageblockOrder = pageblockOrder
    }
}

extension Architecture.Kind {
    public var isX86: Bool { self == .i386 || self == .i386PAE || self == .amd64 }
}

extension Architecture {
    /// What is added to a physical address of lowmem to get its address in the linear map, modulo 2^64.
    public var linearDistance: UInt64 { linearBase &- physicalOffset }

    /// The address bits that the page tables translate.
    public var addressBits: UInt64 { levelBits.reduce(pageShift) { $0 + UInt64($1) } }

    /// PHYS_OFFSET of a machine whose RAM begins at `start`. ARM: `start` in whole pairs of sections (2 MiB); 64 bit ARM: in
    /// whole GiB (ARM64_MEMSTART_ALIGN, arch/arm64/include/asm/kernel-pgtable.h); x86: 0.
    public func physicalOffset(forRAMAt start: UInt64) -> UInt64 {
        switch kind {
        case .i386, .i386PAE, .amd64: 0
        case .arm32: start & ~((2 << 20) - 1)
        case .arm64: start & ~((1 << 30) - 1)
        }
    }

    /// Moves PAGE_OFFSET. On 32 bit user space ends with it (CONFIG_VMSPLIT_2G and the like), and what lies at its end moves along.
    public mutating func moveLinearMap(to base: UInt64) {
        if pointerSize == 4 {
            let distance = base &- linearBase
            linearSize = linearSize &- distance
            userEnd = userEnd &+ distance
            mmapBase = mmapBase &+ distance
            stackTop = stackTop &+ distance
        }
        linearBase = base
    }

    /// KMALLOC_MIN_SIZE in bytes: on ARM no two objects share a cache line that devices write to (ARCH_DMA_MINALIGN,
    /// arch/arm/include/asm/cache.h, arch/arm64/include/asm/cache.h; small ones again since 6.5).
    public static func smallestKmalloc(_ kind: Kind, _ generation: KernelGeneration) -> UInt32 {
        switch kind {
        case .i386, .i386PAE, .amd64: 8
        case .arm32: 64
        case .arm64: generation == .v618 ? 8 : generation == .v310 || generation == .v2632 ? 64 : 128
        }
    }
}
