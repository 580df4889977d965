/// A perf.data file's beginning and the parts that it points to: `struct perf_file_header` (tools/perf/util/header.h of 6.1).
///
/// 0 magic, 8 size of the header, 16 size of an attribute with its section of ids, then sections of 16 bytes (offset, size): 24 attributes,
/// 40 records, 56 event types; 72 a bit for each feature. The features' own sections follow the records, in the order of their bits.
struct PerfFileHeader {
    static let magic = Array("PERFILE2".utf8)
    static let otherMagic = Array("2ELIFREP".utf8)
    static let size = 104
    /// Of the header of a stream: magic and size.
    static let pipeSize = 16
    /// The largest feature or list of ids that is read.
    private static let largestSection: UInt64 = 1 << 30

    let isSwapped: Bool
    var records: Section
    private var attributes: Section
    private var attributeSize: UInt64
    private var features: [Int] = []

    /// Whether the records of threads stand in files of their own beside this one.
    var isDirectory: Bool { features.contains(PerfFeature.directory) }

    struct Section {
        var offset: UInt64
        var size: UInt64
    }

    /// Whether bytes begin as perf.data does.
    static func isPerf(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: magic) || bytes.starts(with: otherMagic) }

    /// Whether the file was made on a machine with the other byte order. Precondition: `isPerf`.
    static func isSwapped(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: magic) == (1.bigEndian == 1) }

    /// Reads the beginning. Precondition: `bytes` has `size` bytes, and `isPerf`.
    init(_ bytes: UnsafeRawBufferPointer) {
        isSwapped = Self.isSwapped(bytes)
        let header = RecordBytes(bytes, isSwapped: isSwapped)
        attributeSize = header.u64(16)
        attributes = Section(offset: header.u64(24), size: header.u64(32))
        records = Section(offset: header.u64(40), size: header.u64(48))
        features = Self.features(header)
    }

    /// The bits, in words of 64; a machine of the other byte order with 32 bits has them in words of 32, which shows by the host's name
    /// missing, which perf always writes.
    private static func features(_ header: RecordBytes) -> [Int] {
        let wide = (0..<PerfFeature.bits).filter { header.u64(72 + $0 / 64 * 8) >> UInt64($0 % 64) & 1 != 0 }
        guard header.isSwapped, !wide.contains(PerfFeature.hostName) else { return wide }
        return (0..<PerfFeature.bits).filter { header.u32(72 + $0 / 32 * 4) >> UInt32($0 % 32) & 1 != 0 }
    }

    /// The feature sections, in the order of their bits; none where the recorder was killed before it wrote them.
    func features(_ source: inout ByteSource) throws(TraceError) -> [(feature: Int, section: Section)] {
        let (start, overflow) = records.offset.addingReportingOverflow(records.size)
        guard !overflow, !features.isEmpty else { return [] }
        let table = Section(offset: start, size: UInt64(features.count) * 16)
        let bytes = try Self.read(table, "the list of features", &source)
        var found: [(feature: Int, section: Section)] = []
        bytes.withUnsafeBytes {
            let list = RecordBytes($0, isSwapped: isSwapped)
            for (index, feature) in features.enumerated() {
                found.append((feature, Section(offset: list.u64(index * 16), size: list.u64(index * 16 + 8))))
            }
        }
        return found
    }

    /// All events with their ids.
    func events(_ source: inout ByteSource) throws(TraceError) -> [PerfAttribute] {
        guard attributeSize >= UInt64(PerfAttribute.smallest + 16), attributeSize <= 4096 else {
            throw TraceError(
                file: source.name, offset: 16, problem: "events are said to have \(attributeSize) bytes each", expected: "80 … 4096")
        }
        let bytes = try Self.read(attributes, "the list of events", &source)
        var events: [PerfAttribute] = []
        var total: UInt64 = 0
        for start in stride(from: 0, through: bytes.count - Int(attributeSize), by: Int(attributeSize)) {
            var (event, ids) = bytes.withUnsafeBytes { bytes in
                let record = RecordBytes(bytes.slice(start, start + Int(attributeSize)), isSwapped: isSwapped)
                let place = Int(attributeSize) - 16
                return (PerfAttribute(record), Section(offset: record.u64(place), size: record.u64(place + 8)))
            }
            ids.size &= ~7
            // Sections do not overlap, so that a small file cannot ask for much.
            total = total.addingReportingOverflow(ids.size).partialValue
            guard total <= source.length ?? 0 else {
                throw TraceError(
                    file: source.name, offset: ids.offset, problem: "the ids of events have \(total) bytes",
                    expected: "no more than the file has")
            }
            event.ids = try Self.read(ids, "the ids of an event", &source).withUnsafeBytes { bytes in
                let list = RecordBytes(bytes, isSwapped: isSwapped)
                return (0..<bytes.count / 8).map { list.u64($0 * 8) }
            }
            events.append(event)
        }
        return events
    }

    /// A section's bytes. Errors: the file does not have them.
    static func read(_ section: Section, _ what: String, _ source: inout ByteSource) throws(TraceError) -> [UInt8] {
        let length = source.length ?? 0
        guard section.size <= largestSection, section.offset <= length, section.size <= length - section.offset else {
            throw TraceError(
                file: source.name, offset: min(section.offset, length),
                problem: "the file ends before \(what) (\(section.size) bytes from byte \(section.offset) on)",
                expected: "a whole perf.data file: it was cut, or perf record was killed before it wrote its end")
        }
        try source.seek(to: section.offset)
        guard try source.fillGradually(Int(section.size)) >= Int(section.size) else {
            throw TraceError(file: source.name, offset: section.offset, problem: "the file ends in \(what)")
        }
        return Array(source.bytes[..<Int(section.size)])
    }
}
