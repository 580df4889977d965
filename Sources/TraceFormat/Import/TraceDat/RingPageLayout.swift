/// How a page of the kernel's ring buffer is laid out: 8 bytes of time, a long of flags and length, then records
/// (`struct buffer_data_page`, kernel/trace/ring_buffer.c of 6.1). The sizes follow from the format `header_page`.
struct RingPageLayout {
    /// Bytes of the length, a kernel's long.
    var commitSize = 8
    /// Where records begin.
    var dataOffset = 16

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            guard let field = FormatField(line: line) else { continue }
            if field.name == "commit", field.size == 4 || field.size == 8 { commitSize = field.size }
            if field.name == "data", (12...64).contains(field.offset) { dataOffset = field.offset }
        }
    }
}

/// A page that is being read.
struct RingPage {
    /// Times are counted in 27 bits of a record's header, and further ones in a record of its own.
    private static let timeBits: UInt64 = 27
    /// An absolute time has 59 bits; the rest is that of the time before.
    private static let stampMask: UInt64 = 1 << 59 - 1
    /// The length's low bits; above it stand the flags.
    private static let lengthMask: UInt64 = 1 << 27 - 1
    private static let missing: UInt64 = 1 << 31
    private static let missingIsCounted: UInt64 = 1 << 30

    private static let padding: UInt32 = 29
    private static let timeExtension: UInt32 = 30
    private static let timeStamp: UInt32 = 31

    private var next: Int
    private let end: Int
    private(set) var time: UInt64
    /// Events that are missing before this page; 0: nobody knows how many; nil: none.
    let lost: UInt64?
    /// Whether the page says that it holds more than it has, or a record does.
    private(set) var isBad: Bool

    /// Begins a page. Precondition: it has `dataOffset` bytes.
    init(_ page: RecordBytes, _ layout: RingPageLayout) {
        let flags = layout.commitSize == 8 ? page.u64(8) : UInt64(page.u32(8))
        let length = Int(flags & Self.lengthMask)
        time = page.u64(0)
        next = layout.dataOffset
        isBad = length > page.count - layout.dataOffset
        end = isBad ? page.count : layout.dataOffset + length
        guard flags & Self.missing != 0 else {
            lost = nil
            return
        }
        // The number stands behind the records.
        let isCounted = flags & Self.missingIsCounted != 0 && end + layout.commitSize <= page.count
        lost = isCounted ? page.number(end, size: layout.commitSize, isSigned: false) : 0
    }

    /// The next event's record; its time is `time`. Nil at the page's end.
    @inline(__always)
    mutating func event(_ page: RecordBytes) -> RecordBytes? {
        while next + 4 <= end {
            let header = page.u32(next)
            let isBig = page.isSwapped != (1.bigEndian == 1)
            let type = isBig ? header >> 27 : header & 31
            let delta = UInt64(isBig ? header & 0x7ff_ffff : header >> 5)
            let data = next + 4
            guard type == 0 || type >= Self.padding else {
                time &+= delta
                next = data + Int(type) * 4
                return next <= end ? page.slice(data, next) : stop()
            }
            guard data + 4 <= end else { break }
            let word = page.u32(data)
            switch type {
            case 0:
                time &+= delta
                guard word >= 4, Int(word) <= end - data else { return stop() }
                next = data + (Int(word) + 3) & ~3
                return page.slice(data + 4, data + Int(word))
            case Self.padding:
                guard delta > 0 else { return finish() }
                time &+= delta
                next = data + Int(word)
            case Self.timeExtension:
                time &+= UInt64(word) << Self.timeBits + delta
                next = data + 4
            default:
                time = (UInt64(word) << Self.timeBits + delta) & Self.stampMask | time & ~Self.stampMask
                next = data + 4
            }
        }
        return finish()
    }

    /// What follows is no record, though it should be one.
    @inline(never)
    private mutating func stop() -> RecordBytes? {
        isBad = true
        return finish()
    }

    /// What follows is none of records.
    private mutating func finish() -> RecordBytes? {
        next = end
        return nil
    }
}

extension RingPage {
    /// Whether bytes begin with a page of the ring buffer whose records fill it exactly: what trace-cmd leaves in files of its own when it
    /// is killed.
    static func isPage(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let layout = RingPageLayout("")
        guard bytes.count >= 4096 else { return false }
        let page = RecordBytes(bytes.slice(0, 4096), isSwapped: 1.bigEndian == 1)
        guard page.u64(0) != 0, page.u64(8) != 0, page.u64(8) & ~(missing | missingIsCounted) <= 4096 else { return false }
        var walk = RingPage(page, layout)
        guard !walk.isBad else { return false }
        var events = 0
        while let record = walk.event(page) {
            // A type, flags and a task are the least that a record has.
            guard record.count >= 8 else { return false }
            events += 1
        }
        return events > 0 && !walk.isBad
    }
}
