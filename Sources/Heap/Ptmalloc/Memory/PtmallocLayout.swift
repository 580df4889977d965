import ReplayModel

/// The constants of glibc malloc that depend on the word size, and the size classes that follow from them
/// (malloc/malloc.c and sysdeps/*/malloc-alignment.h).
///
/// | | x86_64 | i386 | arm32 |
/// |---|---|---|---|
/// | word (SIZE_SZ) | 8 | 4 | 4 |
/// | alignment of user addresses | 16 | 16 | 8 |
/// | smallest chunk | 32 | 16 | 16 |
struct PtmallocLayout: Sendable {
    /// SIZE_SZ in bytes.
    let word: UInt64
    /// MALLOC_ALIGNMENT in bytes; a power of two.
    let alignment: UInt64
    /// The header of a chunk: the previous chunk's size and its own.
    let header: UInt64
    /// MINSIZE.
    let minimum: UInt64
    /// From this size on chunks go to large bins (MIN_LARGE_SIZE).
    let largeStart: UInt64
    /// size_t's largest value.
    let sizeMask: UInt64
    /// log2 of the alignment.
    let alignmentShift: UInt64
    /// i386 wastes one small bin, because its alignment is larger than the header.
    private let smallCorrection: UInt64
    private let fastShift: UInt64
    /// Where the first step of the large bins ends, in units of 64 bytes, and the bin number of its size 0.
    private let firstLargeStep: (last: UInt64, base: UInt64)

    static let binCount = 128
    static let tcacheBinCount = 64
    /// Room for NFASTBINS (10 or 11).
    static let fastbinStride = 16

    /// Whether malloc_state has a word for have_fastchunks, and how many words heap_info has.
    private let hasFastFlagWord: Bool
    private let heapHeaderWords: UInt64

    init(_ architecture: Architecture, _ rules: PtmallocRules) {
        let isWide = architecture.pointerSize == 8
        word = UInt64(architecture.pointerSize)
        alignment = isWide || (architecture.kind != .arm32 && rules.alignsWidely) ? 16 : 8
        header = 2 * word
        minimum = (4 * word + alignment - 1) & ~(alignment - 1)
        sizeMask = isWide ? .max : UInt64(UInt32.max)
        alignmentShift = alignment == 16 ? 4 : 3
        smallCorrection = alignment > header ? 1 : 0
        largeStart = (64 - smallCorrection) * alignment
        fastShift = isWide ? 4 : 3
        hasFastFlagWord = rules.hasFastFlagWord
        heapHeaderWords = rules.heapHeaderWords
        firstLargeStep = isWide ? (48, 48) : alignment == 16 ? (45, 49) : (38, 56)
    }
}

// MARK: - Sizes

extension PtmallocLayout {
    /// The chunk size for a request in bytes (checked_request2size); nil when it exceeds PTRDIFF_MAX.
    @inline(__always) func chunkSize(for request: UInt64) -> UInt64? {
        guard request <= sizeMask >> 1 else { return nil }
        let padded = request + word + alignment - 1
        return padded < minimum ? minimum : padded & ~(alignment - 1)
    }

    /// Bytes that the user may write in a chunk of an arena.
    @inline(__always) func usable(_ size: UInt64) -> UInt64 { size - word }

    @inline(__always) func isSmall(_ size: UInt64) -> Bool { size < largeStart }

    /// Rounds up to a page.
    func pageUp(_ value: UInt64) -> UInt64 { (value &+ pageSize - 1) & ~(pageSize - 1) & sizeMask }

    /// Reads a size_t as the signed type of the same width.
    func signed(_ value: UInt64) -> Int64 {
        word == 8 ? Int64(bitPattern: value) : Int64(Int32(truncatingIfNeeded: value))
    }

    /// How far a user address is behind the previous multiple of the alignment.
    @inline(__always) func misalignment(ofChunk address: UInt64) -> UInt64 { (address &+ header) & (alignment - 1) }
}

// MARK: - Bins

extension PtmallocLayout {
    @inline(__always) func fastbin(_ size: UInt64) -> Int { Int(size >> fastShift) - 2 }

    /// NFASTBINS.
    var fastbinCount: Int { fastbin(chunkSize(for: maximumFast)!) + 1 }

    /// MAX_FAST_SIZE: M_MXFAST may be set so far.
    var maximumFast: UInt64 { 80 * word / 4 }

    /// global_max_fast for a value of M_MXFAST: the largest chunk that goes to a fastbin.
    func largestFastChunk(_ value: UInt64) -> UInt64 {
        value <= alignment - 1 - word ? 2 * word : (value + word) & ~(alignment - 1)
    }

    @inline(__always) func tcacheBin(_ size: UInt64) -> Int { Int((size - minimum + alignment - 1) >> alignmentShift) }

    /// MAX_TCACHE_SIZE: glibc.malloc.tcache_max may be set so far.
    var maximumTcacheRequest: UInt64 { UInt64(Self.tcacheBinCount - 1) * alignment + minimum - word }

    /// sizeof(tcache_perthread_struct): a 16-bit count and a pointer for each bin.
    var tcacheStructure: UInt64 { UInt64(Self.tcacheBinCount) * (2 + word) }

    @inline(__always) func smallbin(_ size: UInt64) -> Int { Int((size >> alignmentShift) + smallCorrection) }

    func largebin(_ size: UInt64) -> Int {
        if size >> 6 <= firstLargeStep.last { return Int(firstLargeStep.base + size >> 6) }
        if size >> 9 <= 20 { return Int(91 + size >> 9) }
        if size >> 12 <= 10 { return Int(110 + size >> 12) }
        if size >> 15 <= 4 { return Int(119 + size >> 15) }
        if size >> 18 <= 2 { return Int(124 + size >> 18) }
        return 126
    }

    @inline(__always) func bin(_ size: UInt64) -> Int { isSmall(size) ? smallbin(size) : largebin(size) }
}

// MARK: - Heaps of threads (malloc/arena.c)

extension PtmallocLayout {
    /// DEFAULT_MMAP_THRESHOLD_MAX: the dynamic mmap threshold grows so far.
    var largestDynamicThreshold: UInt64 { word == 8 ? 32 << 20 : 512 << 10 }
    /// HEAP_MAX_SIZE: heaps begin at multiples of it.
    var heapMaximum: UInt64 { 2 * largestDynamicThreshold }
    /// HEAP_MIN_SIZE.
    var heapMinimum: UInt64 { 32 << 10 }
    /// sizeof(heap_info): four or five words, and padding that aligns what two more words would begin.
    var heapHeader: UInt64 {
        let unpadded: UInt64 = heapHeaderWords == 4 ? 6 : 3
        return heapHeaderWords * word + ((0 &- unpadded * word) & (alignment - 1))
    }
    /// sizeof(malloc_state).
    var arenaStructure: UInt64 {
        let integers: UInt64 = !hasFastFlagWord ? 8 : word == 8 ? 16 : 12
        let pointers = UInt64(fastbinCount + 2 + 2 * Self.binCount - 2 + 5)
        return integers + pointers * word + 16
    }
    /// NARENAS_FROM_NCORES: how many arenas for so many processors.
    func arenaLimit(cpus: UInt64) -> UInt64 { cpus * (word == 4 ? 2 : 8) }
    /// sizeof(malloc_chunk).
    var chunkStructure: UInt64 { 6 * word }
}
