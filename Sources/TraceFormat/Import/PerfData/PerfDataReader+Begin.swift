/// The parts that describe a recording: in sections that a file's header points to, or in records of a stream.
extension PerfDataReader {
    /// Reads what stands before the first record, or is found by the header.
    static func begin(
        _ bytes: consuming ByteSource, isSwapped: Bool, _ session: inout PerfSession
    ) throws(TraceError) -> PerfInput {
        var source = bytes
        guard try source.fill(PerfFileHeader.pipeSize) >= PerfFileHeader.pipeSize else { throw cut(source.name, source.count) }
        let size = RecordBytes(source.bytes, isSwapped: isSwapped).u64(8)
        if size == UInt64(PerfFileHeader.pipeSize) {
            source.consume(PerfFileHeader.pipeSize)
            return PerfInput(main: PerfStream(source, end: nil, isSwapped: isSwapped))
        }
        source = try source.seekable()
        guard try source.fill(PerfFileHeader.size) >= PerfFileHeader.size else { throw cut(source.name, source.count) }
        guard size == UInt64(PerfFileHeader.size) else {
            throw TraceError(
                file: source.name, offset: 8, problem: "the header is said to have \(size) bytes",
                expected: "\(PerfFileHeader.size), or \(PerfFileHeader.pipeSize) in a stream")
        }
        let header = PerfFileHeader(source.bytes)
        guard header.records.size > 0 else { throw killed(source.name) }
        for event in try header.events(&source) { session.add(event) }
        try takeFeatures(header, &source, &session)
        try source.seek(to: min(header.records.offset, source.length ?? 0))
        let parts = header.isDirectory ? try PerfInput.parts(of: source.name, isSwapped: isSwapped) : []
        return PerfInput(
            main: PerfStream(source, end: header.records.offset &+ header.records.size, isSwapped: isSwapped), parts: parts)
    }

    private static func takeFeatures(
        _ header: PerfFileHeader, _ source: inout ByteSource, _ session: inout PerfSession
    ) throws(TraceError) {
        for (feature, section) in try header.features(&source) {
            switch feature {
            case PerfFeature.tracingData:
                let bytes = try PerfFileHeader.read(section, "the event formats", &source)
                session.take(try tracingData(bytes, source.name, section.offset))
            case PerfFeature.release, PerfFeature.processors:
                let bytes = try PerfFileHeader.read(section, "a description of the machine", &source)
                bytes.withUnsafeBytes { session.take(feature: feature, RecordBytes($0, isSwapped: header.isSwapped)) }
            default: break
            }
        }
    }

    private static func tracingData(_ bytes: [UInt8], _ file: String, _ offset: UInt64) throws(TraceError) -> TracingData {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(TraceError) in try TracingData(perf: bytes, file: file, at: offset) }
        }
        return try result.get()
    }

    /// Takes a record that describes the recording, with what follows it; false where it is another.
    static func takeDescription(
        _ record: RecordBytes, _ type: UInt32, _ stream: inout PerfStream, _ session: inout PerfSession
    ) throws(TraceError) -> Bool {
        switch type {
        case PerfRecord.attribute: session.add(try attribute(record, stream))
        case PerfRecord.tracingData where record.count >= 12:
            let offset = stream.offset
            // A stream that is cut here has no samples either.
            guard let payload = try stream.takePayload(UInt64(record.u32(8))) else { return true }
            session.take(try TracingData(perf: payload, file: stream.name, at: offset))
        case PerfRecord.feature where record.count >= 16:
            session.take(feature: Int(truncatingIfNeeded: record.u64(8)), record.slice(16, record.count))
        case PerfRecord.auxiliaryTrace where record.count >= 16: try stream.skipPayload(record.u64(8))
        default: return false
        }
        return true
    }

    /// ATTR: the attribute, whose second number is its size, and ids behind it.
    private static func attribute(_ record: RecordBytes, _ stream: borrowing PerfStream) throws(TraceError) -> PerfAttribute {
        let header = PerfRecord.headerSize
        let size = record.count >= header + PerfAttribute.smallest ? Int(record.u32(header + 4)) : 0
        guard size >= PerfAttribute.smallest, header + size <= record.count else {
            throw TraceError(
                file: stream.name, offset: stream.offset, problem: "an event is described in \(max(0, record.count - header)) bytes",
                expected: "\(PerfAttribute.smallest) at least, and as many as it says")
        }
        var attribute = PerfAttribute(record.slice(header, header + size))
        for at in stride(from: header + size, through: record.count - 8, by: 8) { attribute.ids.append(record.u64(at)) }
        return attribute
    }

    private static func cut(_ file: String, _ count: Int) -> TraceError {
        TraceError(file: file, offset: UInt64(count), problem: "the file ends in its header", expected: "a whole perf.data file")
    }

    private static func killed(_ file: String) -> TraceError {
        TraceError(
            file: file, problem: "perf record was killed before it finished the file, which has no formats of events",
            expected: "a recording that ended by itself or by Ctrl-C; perf record -o - writes the formats first")
    }
}
