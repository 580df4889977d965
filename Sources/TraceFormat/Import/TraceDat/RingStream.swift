/// The events of one processor in one buffer, page after page.
///
/// Invariants: `storage[start ..< end]` are pages that were read and not begun; the page being read stands before them.
final class RingStream {
    /// About how many bytes of pages are read at once.
    private static let piece = 1 << 18
    /// The largest piece of a packed buffer in pages: trace-cmd packs 10 at a time.
    private static let largestPiece = 64

    let cpu: Int16
    /// Which buffer it is of, in the order of the file.
    let buffer: Int
    private let file: TraceDatFile
    private let layout: RingPageLayout
    private let pageSize: Int
    private let isPacked: Bool
    private var offset: UInt64
    private var left: UInt64
    /// Pieces that are left; nil: their number has not been read.
    private var pieces: UInt32?
    private var storage: [UInt8] = []
    private var start = 0
    private var pageStart = 0
    private var page: RingPage?

    /// The next event's time in ns, and where it stands in `storage`; nil at the end.
    private(set) var next: (time: UInt64, range: Range<Int>)?
    /// Events lost before the next one; 0: nobody knows how many; nil: none.
    private(set) var lost: UInt64?
    /// Whether the data end before they should.
    private(set) var isCut = false

    init(_ file: TraceDatFile, _ buffer: Int, _ part: TraceDatFile.Part, _ layout: RingPageLayout) {
        (self.file, self.buffer, self.layout) = (file, buffer, layout)
        cpu = Int16(exactly: part.cpu) ?? TraceEvent.noCPU
        (pageSize, isPacked) = (file.buffers[buffer].pageSize, file.buffers[buffer].isPacked)
        (offset, left) = (part.offset, part.size)
    }

    /// The bytes of the next event. Valid during the call of `body`.
    @inline(__always)
    func withNext(_ body: (RecordBytes) -> Void) {
        guard let next else { return }
        storage.withUnsafeBytes { body(RecordBytes($0.slice(next.range.lowerBound, next.range.upperBound), isSwapped: file.isSwapped)) }
    }

    /// Goes to the next event.
    func advance(_ source: inout ByteSource) throws(TraceError) {
        lost = nil
        while true {
            if takeEvent() { return }
            guard try takePage(&source) else {
                next = nil
                return
            }
        }
    }

    @inline(__always)
    private func takeEvent() -> Bool {
        guard var current = page else { return false }
        let (from, to) = (pageStart, pageStart + pageSize)
        let range: Range<Int>? = storage.withUnsafeBytes { bytes in
            let whole = RecordBytes(bytes.slice(from, to), isSwapped: file.isSwapped)
            guard let record = current.event(whole), let first = record.bytes.baseAddress, let base = bytes.baseAddress else { return nil }
            return first - base..<first - base + record.count
        }
        page = current
        guard let range else {
            if current.isBad { isCut = true }
            return false
        }
        // A damaged time is that of the event before.
        let time = file.options.time(current.time)
        next = (time <= TraceEvent.latestTime ? time : next?.time ?? 0, range)
        return true
    }

    /// Begins the next page; false where there is none.
    private func takePage(_ source: inout ByteSource) throws(TraceError) -> Bool {
        if start + pageSize > storage.count, try !fill(&source) {
            page = nil
            return false
        }
        (pageStart, start) = (start, start + pageSize)
        let begun = storage.withUnsafeBytes {
            RingPage(RecordBytes($0.slice(pageStart, start), isSwapped: file.isSwapped), layout)
        }
        if begun.isBad { isCut = true }
        if let count = begun.lost { lost = lost.map { $0 == 0 || count == 0 ? 0 : $0 &+ count } ?? count }
        page = begun
        return true
    }

    // MARK: From the file

    /// Reads more pages; false where there are none.
    private func fill(_ source: inout ByteSource) throws(TraceError) -> Bool {
        // What is behind the last whole page is none of a page.
        (storage, start) = ([], 0)
        while storage.count < pageSize {
            guard try isPacked ? fillPacked(&source) : fillStored(&source) else { return false }
        }
        return true
    }

    private func fillStored(_ source: inout ByteSource) throws(TraceError) -> Bool {
        let length = source.length ?? 0
        let there = length - min(offset, length)
        if there < left { (isCut, left) = (true, there) }
        let wanted = Int(min(UInt64(max(Self.piece / pageSize, 1) * pageSize), left)) / pageSize * pageSize
        guard wanted >= pageSize, let bytes = try read(wanted, &source) else { return false }
        storage.append(contentsOf: bytes)
        return !bytes.isEmpty
    }

    /// A piece: its size packed, its size, and the data. Before the first stands their number. What the file tells of the size of all counts
    /// the data alone.
    private func fillPacked(_ source: inout ByteSource) throws(TraceError) -> Bool {
        if pieces == nil {
            guard let bytes = try read(4, &source) else { return false }
            left &+= 4
            pieces = RecordBytes(bytes, isSwapped: file.isSwapped).u32(0)
        }
        guard let count = pieces, count > 0, let header = try read(8, &source) else { return false }
        pieces = count - 1
        left &+= 8
        let sizes = RecordBytes(header, isSwapped: file.isSwapped)
        let (packed, whole) = (sizes.u32(0), sizes.u32(4))
        let limit = UInt32(clamping: Self.largestPiece * pageSize)
        guard packed <= limit, whole <= limit, UInt64(packed) <= left else {
            throw TraceError(
                file: source.name, offset: offset, problem: "a packed piece of \(packed) bytes is said to give \(whole)",
                expected: "\(limit) at most, and no more than the data of its processor")
        }
        let place = offset
        guard let bytes = try read(Int(packed), &source) else { return false }
        storage.append(contentsOf: try file.packing.unpack(bytes, size: Int(whole), source.name, place))
        return true
    }

    /// So many bytes from `offset` on; nil where the file has fewer.
    private func read(_ count: Int, _ source: inout ByteSource) throws(TraceError) -> UnsafeRawBufferPointer? {
        guard let length = source.length, offset <= length, UInt64(count) <= length - offset else {
            (isCut, left) = (true, 0)
            return nil
        }
        try source.seek(to: offset)
        guard try source.fillGradually(count) >= count else {
            (isCut, left) = (true, 0)
            return nil
        }
        offset += UInt64(count)
        left &-= UInt64(count)
        return source.bytes.slice(0, count)
    }
}
