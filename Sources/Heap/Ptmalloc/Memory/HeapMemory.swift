/// The header words of all chunks, sparse: only pages in which malloc has written a header have records.
///
/// A chunk is found from its address through the region's directory, and from a link directly, because links are record
/// numbers. Neighbours in the same block are found by counting granules.
///
/// Invariants:
/// - a directory entry is 0 or the number of the one block that covers its addresses;
/// - records of free blocks, and of granules where no chunk begins, are in state `none`;
/// - untouched == number of blocks in use whose epoch is below `epoch`.
struct HeapMemory: Sendable {
    /// log2 of a granule (the alignment of chunks) and of the addresses that a block covers.
    let granuleShift: UInt64
    let blockShift: UInt64
    /// Where chunks lie in a granule: 8 on i386, where user addresses are aligned and headers are not; else 0.
    let bias: UInt64

    private var records = SharedBuffer<ChunkRecord>(capacity: 1024)
    private var blocks = SharedBuffer<HeapBlock>()
    private(set) var regions: [HeapRegion] = []
    private var freeBlocks: [UInt32] = []
    private var directory = SharedBuffer<UInt32>(capacity: 256)
    /// Where the first region, which is most often the brk area, lies: `regions[0]` again.
    private var firstBase: UInt64 = 0
    private var firstCount: UInt64 = 0
    private var firstStart = 0
    /// Numbers of the regions in use, by base.
    private var order: [RegionIndex] = []
    /// Grows when all pages may have lost their frames or become shared.
    private(set) var epoch: UInt32 = 1
    private(set) var untouched = 0
    private(set) var pending: [PendingTouch] = []

    init(_ layout: PtmallocLayout) {
        granuleShift = layout.alignmentShift
        blockShift = layout.alignmentShift + 8
        bias = (0 &- layout.header) & (layout.alignment - 1)
    }

    @inline(__always) subscript(index: ChunkIndex) -> ChunkRecord {
        get { records[Int(index.rawValue)] }
        nonmutating _modify { yield &records[Int(index.rawValue)] }
    }

    /// A block of 256 records that stand for no memory: heads of bins.
    mutating func addHeads() -> ChunkIndex {
        ChunkIndex(takeBlock(HeapBlock(base: 0, region: .none, epoch: .max)) << 8)
    }

    private mutating func takeBlock(_ block: HeapBlock) -> UInt32 {
        if let number = freeBlocks.popLast() {
            blocks[Int(number)] = block
            return number
        }
        precondition(blocks.count < 1 << 24, "more than 64 GiB of heap pages with headers")
        blocks.append(block)
        records.append(ChunkRecord(), repeated: 256)
        return UInt32(blocks.count - 1)
    }
}

// MARK: - Addresses

extension HeapMemory {
    /// Address of a chunk's header.
    @inline(__always) func address(_ index: ChunkIndex) -> UInt64 {
        blocks[index.block].base &+ UInt64(index.place) << granuleShift
    }

    @inline(__always) func region(of index: ChunkIndex) -> RegionIndex { blocks[index.block].region }

    /// The record of the chunk `size` bytes behind another; both are in one region.
    @inline(__always) mutating func after(_ index: ChunkIndex, _ size: UInt64) -> ChunkIndex {
        let granules = (size &+ (1 << granuleShift) &- 1) >> granuleShift
        let place = UInt64(index.place) &+ granules
        if place < 256 { return ChunkIndex(index.rawValue &+ UInt32(truncatingIfNeeded: granules)) }
        return at(address(index) &+ size, in: region(of: index))
    }

    /// The record of the chunk `size` bytes before another.
    @inline(__always) mutating func before(_ index: ChunkIndex, _ size: UInt64) -> ChunkIndex {
        let granules = size >> granuleShift
        if granules <= UInt64(index.place) { return ChunkIndex(index.rawValue &- UInt32(truncatingIfNeeded: granules)) }
        return at(address(index) &- size, in: region(of: index))
    }

    /// The record for an address of a region; malloc writes to it, so its page is touched if it is new.
    mutating func at(_ address: UInt64, in region: RegionIndex) -> ChunkIndex {
        let offset = address &- regions[region].base
        let entry = regions[region].directoryStart &+ Int(offset >> blockShift)
        let place = UInt32(truncatingIfNeeded: offset >> granuleShift) & 255
        if directory[entry] == 0 { addBlock(entry, region: region, offset: offset, address: address) }
        return ChunkIndex(directory[entry] << 8 | place)
    }

    private mutating func addBlock(_ entry: Int, region: RegionIndex, offset: UInt64, address: UInt64) {
        let base = regions[region].base &+ (offset >> blockShift) << blockShift &+ bias
        directory[entry] = takeBlock(HeapBlock(base: base, region: region, epoch: epoch))
        pending.append(PendingTouch(address: address, length: 1))
    }

    /// The record of a chunk that begins at this address; none where no chunk does. It changes nothing; as `mutating` it is called
    /// in place, where the compiler would copy all of the tables' headers otherwise.
    @inline(__always) mutating func find(_ address: UInt64) -> ChunkIndex {
        let offset = address &- firstBase
        if offset >> blockShift < firstCount { return find(offset, directoryStart: firstStart) }
        return findElsewhere(address)
    }

    /// `find`, where there is no hurry.
    func lookUp(_ address: UInt64) -> ChunkIndex {
        guard let region = regionNumber(containing: address) else { return .none }
        return find(address &- regions[region].base, directoryStart: regions[region].directoryStart)
    }

    @inline(never) private mutating func findElsewhere(_ address: UInt64) -> ChunkIndex { lookUp(address) }

    @inline(__always) private func find(_ offset: UInt64, directoryStart: Int) -> ChunkIndex {
        let block = directory[directoryStart &+ Int(offset >> blockShift)]
        if block == 0 || offset & ((1 << granuleShift) - 1) != bias { return .none }
        let index = ChunkIndex(block << 8 | UInt32(truncatingIfNeeded: offset >> granuleShift) & 255)
        return self[index].isIn(.none) ? .none : index
    }

    /// How many chunks there are, fenceposts left out. O(records).
    var chunkCount: Int { (0..<records.count).count { !records[$0].isIn(.none) && !records[$0].isIn(.fence) } }

    private func contains(_ region: RegionIndex, _ address: UInt64) -> Bool {
        (address &- regions[region].base) >> blockShift < UInt64(regions[region].blockCount)
    }

    private func regionNumber(containing address: UInt64) -> RegionIndex? {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if regions[order[middle]].base <= address { low = middle + 1 } else { high = middle }
        }
        return low > 0 && contains(order[low - 1], address) ? order[low - 1] : nil
    }
}

// MARK: - Regions

extension HeapMemory {
    /// A new region of `length` bytes. Numbers of removed regions of that length are used again.
    mutating func addRegion(base: UInt64, length: UInt64, arena: ArenaIndex) -> RegionIndex {
        let count = Int((length + (1 << blockShift) - 1) >> blockShift)
        let region = RegionIndex(UInt32(regions.firstIndex { !$0.isLive && $0.blockCount == count } ?? regions.count))
        if region.position == regions.count {
            regions.append(HeapRegion(base: base, directoryStart: directory.count, blockCount: count, arena: arena))
            directory.append(0, repeated: count)
        } else {
            regions[region].base = base
            regions[region].arena = arena
            regions[region].isLive = true
        }
        order.insert(region, at: order.firstIndex { regions[$0].base > base } ?? order.count)
        noteFirst()
        return region
    }

    /// Makes a region at least `length` bytes long. Amortised constant time per block.
    mutating func growRegion(_ region: RegionIndex, to length: UInt64) {
        let old = regions[region]
        let needed = Int((length + (1 << blockShift) - 1) >> blockShift)
        guard needed > old.blockCount else { return }
        if old.directoryStart + old.blockCount != directory.count {
            regions[region].directoryStart = directory.count
            for entry in old.directoryStart..<old.directoryStart + old.blockCount { directory.append(directory[entry]) }
        }
        let count = max(needed, 2 * old.blockCount)
        directory.append(0, repeated: count - old.blockCount)
        regions[region].blockCount = count
        noteFirst()
    }

    private mutating func noteFirst() {
        firstBase = regions[0].base
        firstCount = regions[0].isLive ? UInt64(regions[0].blockCount) : 0
        firstStart = regions[0].directoryStart
    }

    /// Takes memory of its own after a copy.
    mutating func unshare() {
        records.unshare()
        blocks.unshare()
        directory.unshare()
    }

    mutating func removeRegion(_ region: RegionIndex) {
        dropBlocks(from: regions[region].base, in: region)
        regions[region].isLive = false
        order.removeAll { $0 == region }
        noteFirst()
    }

    /// Forgets the records at and above an address, which the heap has given back. Precondition: no chunk begins there.
    mutating func dropBlocks(from address: UInt64, in number: RegionIndex) {
        let region = regions[number]
        let end = region.directoryStart + region.blockCount
        let first = region.directoryStart + Int((address - region.base + (1 << blockShift) - 1) >> blockShift)
        guard first < end else { return }
        for entry in first..<end where directory[entry] != 0 {
            if blocks[Int(directory[entry])].epoch < epoch { untouched -= 1 }
            freeBlocks.append(directory[entry])
            directory[entry] = 0
        }
    }
}

// MARK: - Touched pages

extension HeapMemory {
    /// Malloc writes the size field of a chunk (or prev_size, or a link in the same page).
    @inline(__always) mutating func touch(_ index: ChunkIndex) {
        if untouched != 0 { touchAgain(index) }
    }

    /// Malloc writes into the user part of a chunk: its list links.
    @inline(__always) mutating func touchLinks(_ index: ChunkIndex) {
        if untouched != 0 { touchAgain(index) }
        if index.place == 255 { touchBehind(index) }
    }

    @inline(never) private mutating func touchAgain(_ index: ChunkIndex) {
        guard blocks[index.block].epoch < epoch else { return }
        blocks[index.block].epoch = epoch
        untouched -= 1
        pending.append(PendingTouch(address: address(index), length: 1))
    }

    @inline(never) private mutating func touchBehind(_ index: ChunkIndex) {
        guard blocks[index.block].region != .none else { return }
        let behind = at(address(index) &+ 1 << granuleShift, in: region(of: index))
        if untouched != 0 { touchAgain(behind) }
    }

    /// Malloc writes a range that is not (only) headers.
    mutating func touch(_ address: UInt64, length: UInt64) {
        if length > 0 { pending.append(PendingTouch(address: address, length: length)) }
    }

    /// All pages may have lost their frames or become shared (fork, madvise by the program).
    mutating func forgetTouched() {
        epoch += 1
        untouched = (0..<blocks.count).count { blocks[$0].region != .none } - freeBlocks.count
    }

    /// Pages of a range were dropped.
    mutating func forgetTouched(_ address: UInt64, length: UInt64, in number: RegionIndex) {
        let region = regions[number]
        let first = Int((address - region.base) >> blockShift)
        for entry in region.directoryStart + first..<region.directoryStart + first + Int(length >> blockShift) {
            let block = Int(directory[entry])
            guard block != 0, blocks[block].epoch >= epoch else { continue }
            blocks[block].epoch = 0
            untouched += 1
        }
    }

    /// The waiting writes have been handed over.
    mutating func clearPending() { pending.removeAll(keepingCapacity: true) }
}
