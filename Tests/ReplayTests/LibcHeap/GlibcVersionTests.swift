import Testing

@testable import Heap
@testable import ReplayModel

/// What differs between glibc's versions, each rule by the addresses that follow from it.
@Suite struct GlibcVersionTests {
    private func bench(_ version: GlibcVersion, _ kind: Architecture.Kind = .amd64) -> HeapBench {
        var settings = MallocSettings()
        settings.version = version
        return HeapBench(kind, settings)
    }

    /// Without a tcache the first block stands at the heap's very beginning.
    @Test func tcacheStructureComesFirstSince226() {
        var old = bench(.v223)
        var new = bench(.v231)
        #expect(old.malloc(24) == 0x1000_0010)
        #expect(new.malloc(24) == 0x1000_02A0)
    }

    /// A freed small block goes to a fastbin in 2.23, and calloc, which does not ask the tcache, gets it.
    @Test func callocReusesASmallFreedBlockOnlyWithoutTcache() {
        for (version, isReused) in [(GlibcVersion.v223, true), (.v231, false), (.v236, false), (.v239, false)] {
            var heap = bench(version)
            let block = heap.malloc(24)
            heap.free(block)
            #expect((heap.calloc(24) == block) == isReused)
        }
    }

    @Test func i386AlignsTo16BytesSince226() {
        var old = bench(.v223, .i386)
        var new = bench(.v231, .i386)
        let (first, second) = (old.malloc(12), old.malloc(12))
        #expect(second - first == 16 && first & 15 == 8)
        #expect(new.malloc(12) & 15 == 0)
    }

    /// 128 KiB + 24 bytes: a threshold above half a thread's heap is no longer refused.
    @Test func largeMmapThresholdIsAcceptedSince235() {
        for (version, answer) in [(GlibcVersion.v223, Int32(0)), (.v231, 0), (.v236, 1), (.v239, 1)] {
            var heap = bench(version)
            #expect(heap.mallopt(.mmapThreshold, 48 << 20) == answer)
        }
    }

    /// The first block of a thread's arena: behind heap_info, malloc_state and the thread's tcache.
    @Test func threadArenasBeginWhereTheirStructuresEnd() {
        for (version, offset) in [(GlibcVersion.v223, UInt64(0x8C0)), (.v231, 0xB60), (.v236, 0xB70), (.v239, 0xB70)] {
            var heap = bench(version)
            _ = heap.malloc(8)
            #expect(heap.malloc(8, thread: 2) & 0xFFF_FFFF == offset)
        }
    }

    /// sbrk is refused: how much is mapped instead, once the heap is not contiguous. A mebibyte at least, but from 2.35 to 2.37.
    @Test func fallbackMappingsAreAMebibyteButIn236() {
        for (version, length) in [(GlibcVersion.v231, UInt64(0x10_0000)), (.v236, 0x8_9000), (.v239, 0x10_0000)] {
            var heap = bench(version)
            heap.kernel.breakLimit = heap.kernel.programBreak
            heap.mallopt(.mmapMax, 0)
            heap.mallopt(.topPad, 0)
            _ = heap.malloc(0x8_0000)
            _ = heap.malloc(0x8_8000)
            #expect(heap.kernel.mapped.last?.length == length)
        }
    }

    /// memalign finds an aligned block of the tcache in 2.39.
    @Test func memalignAsksTheTcacheSince238() {
        for (version, isReused) in [(GlibcVersion.v236, false), (.v239, true)] {
            var heap = bench(version)
            let block = heap.memalign(64, 40)
            heap.free(block)
            #expect((heap.memalign(64, 40) == block) == isReused)
        }
    }

    @Test func freeingABlockAtTheUpperLimitLeavesTheThresholdAlone() {
        var heap = bench(.v236)
        heap.free(heap.malloc((32 << 20) - 4096))
        _ = heap.malloc(200_000)
        #expect(heap.heap.figures.mappedChunks == 1)
    }
}

/// musl's mallocng against musl itself.
@Suite struct MallocngTests {
    @Test func everyAddressOfAStaticMuslProgramIsEqual() throws {
        let recording = try RecordedHeapLog("heap-musl-random")
        var player = MuslPlayer(recording)
        #expect(player.play(recording) == [])
        #expect(player.addresses == 4114)
    }

    private func heap() -> HeapBench {
        var settings = MallocSettings()
        settings.library = .musl
        return HeapBench(.amd64, settings)
    }

    @Test func aFreedSlotIsNotTheNextOneHandedOut() {
        var heap = heap()
        let first = heap.malloc(100)
        heap.free(first)
        #expect(heap.malloc(100) != first)
        heap.heap.checkInvariants()
    }

    @Test func largeBlocksAreMappedAndUnmapped() {
        var heap = heap()
        let block = heap.malloc(131_052)
        #expect(heap.heap.figures.mappedChunks == 1)
        #expect(heap.heap.usableSize(block) == 131_052)
        heap.free(block)
        #expect(heap.heap.figures.mapped == 0)
        #expect(heap.kernel.unmapped.last?.length == 131_072)
    }

    @Test func recordsStandInPagesOfTheBreakBehindAGuardPage() {
        var heap = heap()
        _ = heap.malloc(1)
        #expect(heap.kernel.breakMoves == [8192])
        #expect(heap.kernel.mapped.first?.isFixed == true)
    }

    @Test func muslHasNeitherMalloptNorTrim() {
        var heap = heap()
        #expect(heap.mallopt(.topPad, 0) == 0)
        #expect(heap.trim() == 0)
    }

    @Test func wrongFreesAreNoticed() {
        var heap = heap()
        let block = heap.malloc(40)
        #expect(heap.free(block + 16) == .unknownBlock)
        #expect(heap.free(block + 1) == .misaligned)
        #expect(heap.free(block) == .freed)
        #expect(heap.free(block) == .unknownBlock)
    }

    @Test func glibcSettingsAreRefusedWithMusl() throws {
        var profile = MachineProfile.builtIn[0]
        try Setting.named("libc").set("musl", in: &profile)
        try profile.validate()
        try Setting.named("malloc.top_pad").set("0", in: &profile)
        #expect(throws: SettingError.self) { try profile.validate() }
    }

    @Test func settingAThresholdFixesIt() throws {
        var profile = MachineProfile.builtIn[0]
        try Setting.named("malloc.trim_threshold").set("65536", in: &profile)
        #expect(!profile.malloc.dynamicMmapThreshold)
    }
}
