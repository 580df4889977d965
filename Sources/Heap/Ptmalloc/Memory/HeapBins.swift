import ReplayModel

/// How glibc malloc's lists of free chunks go by size, for those who look at a stored heap.
public struct HeapBins: Sendable {
    private let layout: PtmallocLayout

    public init(_ architecture: Architecture, _ version: GlibcVersion) {
        layout = PtmallocLayout(architecture, PtmallocRules(version))
    }

    /// Number of the small or large bin for a chunk size in bytes: 2 … 126.
    public func bin(_ size: UInt64) -> Int { layout.bin(size) }

    /// MALLOC_ALIGNMENT in bytes.
    public var alignment: UInt64 { layout.alignment }

    /// HEAP_MAX_SIZE in bytes: heaps of threads begin at multiples of it.
    public var heapMaximum: UInt64 { layout.heapMaximum }
}
