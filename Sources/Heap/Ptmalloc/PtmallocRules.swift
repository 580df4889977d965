import ReplayModel

/// Where glibc's versions differ in a way that changes addresses, the break or system calls. The version of each change was
/// found by comparing malloc/malloc.c and malloc/arena.c of the releases.
struct PtmallocRules: Sendable {
    /// 2.26 brought the per-thread cache.
    let hasTcache: Bool
    /// 2.26: i386 aligns to 16 bytes instead of 8 (sysdeps/i386/malloc-alignment.h).
    let alignsWidely: Bool
    /// 2.27: have_fastchunks is a word of its own in malloc_state, before a bit of its flags.
    let hasFastFlagWord: Bool
    /// Up to 2.34: a threshold above half of HEAP_MAX_SIZE is refused (do_set_mmap_threshold).
    let limitsMmapThreshold: Bool
    /// 2.35: heap_info has a fifth word, the page size.
    let heapHeaderWords: UInt64
    /// 2.35 to 2.37: sysmalloc hands sysmalloc_mmap_fallback the page size and MMAP_AS_MORECORE_SIZE in each other's place.
    let swapsFallbackSizes: Bool
    /// Up to 2.36: heaps of threads are mapped MAP_NORESERVE.
    let reservesNothingForHeaps: Bool
    /// 2.38: memalign looks for a block that is aligned already in the thread's tcache (_mid_memalign).
    let memalignAsksTcache: Bool
    /// 2.38: realloc keeps a block that fits with less than two words to spare, an mmapped one with up to a page.
    let reallocKeepsSlack: Bool
    /// 2.39: memalign merges what it cuts off at once, past tcache and fastbins, and gives back an end that is shorter than a
    /// chunk if what follows is free (_int_free_merge_chunk, _int_free_create_chunk).
    let memalignMergesRests: Bool

    init(_ version: GlibcVersion) {
        hasTcache = version != .v223
        alignsWidely = version != .v223
        hasFastFlagWord = version != .v223
        limitsMmapThreshold = version == .v223 || version == .v231
        heapHeaderWords = limitsMmapThreshold ? 4 : 5
        swapsFallbackSizes = version == .v236
        reservesNothingForHeaps = version != .v239
        memalignAsksTcache = version == .v239
        reallocKeepsSlack = version == .v239
        memalignMergesRests = version == .v239
    }
}
