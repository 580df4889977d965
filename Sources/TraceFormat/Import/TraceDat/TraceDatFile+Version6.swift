/// Version 6: all parts one after another, then the places of each processor's data (trace-cmd.dat.v6(5)).
extension TraceDatFile {
    /// How much of the file is looked at first; it grows where the parts need more, mostly for the kernel's symbols.
    private static let firstPart = 4 << 20
    private static let largestPart = 512 << 20

    mutating func readVersion6(_ source: inout ByteSource) throws(TraceError) {
        let length = source.length ?? 0
        var size = Self.firstPart
        while true {
            try source.seek(to: 0)
            let there = min(try source.fillGradually(size), size)
            do throws(TraceError) {
                var copy = self
                try copy.takeVersion6(source.bytes.slice(0, there), source.name)
                self = copy
                break
            } catch {
                guard UInt64(there) < length, size < Self.largestPart else { throw error }
                size *= 4
            }
        }
        for body in options.buffers { try takeInstance(body, &source) }
    }

    private mutating func takeVersion6(_ bytes: UnsafeRawBufferPointer, _ file: String) throws(TraceError) {
        var cursor = SectionCursor(RecordBytes(bytes, isSwapped: false), file: file, at: 0)
        _ = try cursor.bytes(UInt64(TracingData.magic.count), "the magic")
        _ = try cursor.string("the version")
        try tracing.takeSizes(&cursor)
        cursor = cursor.swapped(isSwapped)
        try tracing.takeHeaderFormats(&cursor)
        try tracing.takeFtraceFormats(&cursor)
        try tracing.takeSystems(&cursor)
        tracing.kallsyms = Array(try cursor.bytes(UInt64(cursor.u32("the symbols")), "the symbols"))
        _ = try cursor.bytes(UInt64(cursor.u32("the formats of printk")), "the formats of printk")
        tracing.taskNames = Array(try cursor.bytes(cursor.u64("the names of tasks"), "the names of tasks"))
        processors = try cursor.u32("the number of processors")
        try takeParts(&cursor, name: "")
    }

    /// `options  ` and options, then `flyrecord` and an offset and a size for each processor.
    private mutating func takeParts(_ cursor: inout SectionCursor, name: String) throws(TraceError) {
        var word = try cursor.text(10, "the kind of the data")
        if word.hasPrefix("options") {
            try options.take(&cursor, isVersion6: true, isSwapped: isSwapped)
            word = try cursor.text(10, "the kind of the data")
        }
        guard word.hasPrefix("flyrecord") else {
            throw cursor.error(
                "the data are of the kind \(word.prefix(9))", "flyrecord: text of a latency tracer is no recording of events")
        }
        let count = (name.isEmpty ? processors : options.processors ?? processors) ?? 0
        guard count <= Self.mostProcessors else { throw cursor.error("\(count) processors", "\(Self.mostProcessors) at most") }
        var parts: [Part] = []
        for cpu in 0..<count {
            parts.append(
                Part(cpu: cpu, offset: try cursor.u64("the place of the data"), size: try cursor.u64("the size of the data")))
        }
        buffers.append(Buffer(name: name, pageSize: tracing.pageSize, isPacked: false, parts: parts))
    }

    /// BUFFER: an offset, where the instance's own parts are described, and its name.
    private mutating func takeInstance(_ body: [UInt8], _ source: inout ByteSource) throws(TraceError) {
        let swapped = isSwapped
        guard body.count > 8, let length = source.length else { return }
        let offset = body.withUnsafeBytes { RecordBytes($0, isSwapped: swapped).u64(0) }
        guard offset < length else {
            throw TraceError(
                file: source.name, offset: length, problem: "the file ends before an instance's data", expected: "a whole file")
        }
        try source.seek(to: offset)
        // Options, 16 bytes for each processor.
        let there = min(try source.fill(1 << 20), 1 << 20)
        var cursor = SectionCursor(RecordBytes(source.bytes.slice(0, there), isSwapped: swapped), file: source.name, at: offset)
        try takeParts(&cursor, name: String(decoding: body[8...].prefix { $0 != 0 }, as: UTF8.self))
    }
}
