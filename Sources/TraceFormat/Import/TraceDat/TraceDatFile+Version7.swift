/// Version 7: sections, which options name (trace-cmd.dat.v7(5)). A section's header: number (2 bytes), flags (2; 1: it is packed), the
/// offset of its name (4), its size in the file (8).
extension TraceDatFile {
    private static let headerSize = 16
    /// The largest section that is read at once, packed or not: the kernel's symbols have about 10 MiB.
    private static let largestSection: UInt64 = 512 << 20
    /// Chains of sections with options are no longer.
    private static let mostOptionSections = 1 << 10

    mutating func readVersion7(_ source: inout ByteSource) throws(TraceError) {
        var next = try takeHeader7(&source)
        for _ in 0..<Self.mostOptionSections where next != 0 {
            try read(next, "the options", &source) { (cursor, file) throws(TraceError) in
                try file.options.take(&cursor, isVersion6: false, isSwapped: file.isSwapped)
            }
            next = options.next
        }
        processors = options.processors
        try takeSections(&source)
        for body in options.buffers { try takeBuffer(body, &source) }
    }

    /// Returns the place of the first section of options.
    private mutating func takeHeader7(_ source: inout ByteSource) throws(TraceError) -> UInt64 {
        let there = min(try source.fill(4096), 4096)
        var cursor = SectionCursor(RecordBytes(source.bytes.slice(0, there), isSwapped: false), file: source.name, at: 0)
        _ = try cursor.bytes(UInt64(TracingData.magic.count), "the magic")
        _ = try cursor.string("the version")
        try tracing.takeSizes(&cursor)
        cursor = cursor.swapped(isSwapped)
        let name = try cursor.string("the name of the packing")
        guard let packing = TraceDatPacking(rawValue: name) else {
            throw cursor.error("is packed with \(name.prefix(16))", "zstd, zlib or none")
        }
        self.packing = packing
        _ = try cursor.string("the version of the packing")
        return try cursor.u64("the place of the options")
    }

    private mutating func takeSections(_ source: inout ByteSource) throws(TraceError) {
        let places = options.sections
        if let place = places[TraceDatOptions.headerInfo] {
            try read(place, "the formats of headers", &source) { (cursor, file) throws(TraceError) in
                try file.tracing.takeHeaderFormats(&cursor)
            }
        }
        if let place = places[TraceDatOptions.ftraceFormats] {
            try read(place, "the ftrace formats", &source) { (cursor, file) throws(TraceError) in
                try file.tracing.takeFtraceFormats(&cursor)
            }
        }
        if let place = places[TraceDatOptions.eventFormats] {
            try read(place, "the event formats", &source) { (cursor, file) throws(TraceError) in try file.tracing.takeSystems(&cursor) }
        }
        if let place = places[TraceDatOptions.symbols] {
            try read(place, "the symbols", &source) { (cursor, file) throws(TraceError) in
                file.tracing.kallsyms = Array(try cursor.bytes(UInt64(cursor.u32("the symbols")), "the symbols"))
            }
        }
        if let place = places[TraceDatOptions.taskNames] {
            try read(place, "the names of tasks", &source) { (cursor, file) throws(TraceError) in
                file.tracing.taskNames = Array(try cursor.bytes(cursor.u64("the names of tasks"), "the names of tasks"))
            }
        }
    }

    /// Reads a section, unpacked where it is packed.
    private mutating func read(
        _ place: UInt64, _ what: String, _ source: inout ByteSource,
        _ body: (inout SectionCursor, inout TraceDatFile) throws(TraceError) -> Void
    ) throws(TraceError) {
        let header = try sectionHeader(place, what, &source)
        guard header.size <= Self.largestSection else {
            throw TraceError(
                file: source.name, offset: place, problem: "\(what) have \(header.size) bytes", expected: "\(Self.largestSection) at most")
        }
        let size = Int(header.size)
        guard try source.fillGradually(size) >= size else { throw Self.cutIn(what, source) }
        let start = place + UInt64(Self.headerSize)
        guard header.isPacked else {
            var cursor = SectionCursor(RecordBytes(source.bytes.slice(0, size), isSwapped: isSwapped), file: source.name, at: start)
            return try body(&cursor, &self)
        }
        let packed = RecordBytes(source.bytes.slice(0, size), isSwapped: isSwapped)
        guard size >= 8, UInt64(packed.u32(0)) <= UInt64(size - 8), UInt64(packed.u32(4)) <= Self.largestSection else {
            throw Self.cutIn(what, source)
        }
        let bytes = try packing.unpack(packed.bytes.slice(8, 8 + Int(packed.u32(0))), size: Int(packed.u32(4)), source.name, start)
        let swapped = isSwapped
        let name = source.name
        var failure: TraceError?
        bytes.withUnsafeBytes { bytes in
            var cursor = SectionCursor(RecordBytes(bytes, isSwapped: swapped), file: name, at: start)
            do throws(TraceError) { try body(&cursor, &self) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// A section's header; the window begins behind it.
    private func sectionHeader(
        _ place: UInt64, _ what: String, _ source: inout ByteSource
    ) throws(TraceError) -> (isPacked: Bool, size: UInt64) {
        let length = source.length ?? 0
        guard place < length else { throw Self.cutIn(what, source) }
        try source.seek(to: place)
        guard try source.fill(Self.headerSize) >= Self.headerSize else { throw Self.cutIn(what, source) }
        let header = RecordBytes(source.bytes, isSwapped: isSwapped)
        let result = (header.u16(2) & 1 != 0, header.u64(8))
        source.consume(Self.headerSize)
        return result
    }

    private static func cutIn(_ what: String, _ source: borrowing ByteSource) -> TraceError {
        TraceError(
            file: source.name, offset: source.offset, problem: "the file ends before \(what), or in the middle",
            expected: "a whole trace.dat file: it was cut, or its lengths are wrong")
    }

    /// BUFFER: section, name, clock, size of a page, and processor, offset, size of each.
    private mutating func takeBuffer(_ body: [UInt8], _ source: inout ByteSource) throws(TraceError) {
        let (swapped, name) = (isSwapped, source.name)
        var section: UInt64 = 0
        let result = body.withUnsafeBytes { bytes in
            Result { () throws(TraceError) in
                var cursor = SectionCursor(RecordBytes(bytes, isSwapped: swapped), file: name, at: 0)
                section = try cursor.u64("a buffer's section")
                return try Self.buffer(&cursor)
            }
        }
        var buffer = try result.get()
        buffer.isPacked = try sectionHeader(section, "the data", &source).isPacked
        buffers.append(buffer)
    }

    private static func buffer(_ cursor: inout SectionCursor) throws(TraceError) -> Buffer {
        let name = try cursor.string("a buffer's name")
        _ = try cursor.string("a buffer's clock")
        let pageSize = Int(try cursor.u32("a buffer's page size"))
        let count = try cursor.u32("a buffer's processors")
        var parts: [Part] = []
        for _ in 0..<min(count, mostProcessors) {
            parts.append(
                Part(
                    cpu: try cursor.u32("a buffer's processor"), offset: try cursor.u64("the place of the data"),
                    size: try cursor.u64("the size of the data")))
        }
        return Buffer(name: name, pageSize: pageSize, isPacked: false, parts: parts)
    }
}
