/// What trace.dat says before its events: formats, symbols, names of tasks, and where the buffers are.
struct TraceDatFile {
    var tracing = TracingData()
    var options = TraceDatOptions()
    var buffers: [Buffer] = []
    var packing = TraceDatPacking.none
    /// The machine's processors; nil: not told.
    var processors: UInt32?

    /// The ring buffer of one instance.
    struct Buffer: Equatable {
        /// Empty: that of the top level.
        var name: String
        var pageSize: Int
        var isPacked: Bool
        var parts: [Part]
    }

    /// The data of one processor.
    struct Part: Equatable {
        var cpu: UInt32
        var offset: UInt64
        var size: UInt64
    }

    /// The most processors of a buffer that are read.
    static let mostProcessors: UInt32 = 1 << 12
    /// The largest page of a ring buffer.
    private static let largestPage = 1 << 20

    var isSwapped: Bool { tracing.isSwapped }

    /// Reads the beginning of a file. Errors: it is of another version, is cut, or was left unfinished.
    init(_ source: inout ByteSource) throws(TraceError) {
        let start = TracingData.magic.count
        guard try source.fill(start + 8) >= start + 8 else { throw Self.cut(source) }
        let version = source.bytes.slice(start, source.bytes.find(0, start, start + 4)).text
        switch version {
        case "6": try readVersion6(&source)
        case "7": try readVersion7(&source)
        default:
            throw TraceError(
                file: source.name, offset: UInt64(start), problem: "is of version \(version.prefix(3)) of trace.dat", expected: "6 or 7")
        }
        guard !buffers.isEmpty else { throw Self.unfinished(source.name) }
        try checkSizes(source)
    }

    /// The data of two processors do not overlap, so that a small file cannot ask for much.
    private func checkSizes(_ source: borrowing ByteSource) throws(TraceError) {
        let parts = buffers.flatMap(\.parts).filter { $0.size > 0 }
        let length = source.length ?? 0
        // Of a file that was cut the rest is read.
        let total = parts.reduce(0 as UInt64) { $0 &+ min($1.size, length - min($1.offset, length)) }
        guard total <= length, parts.count <= Int(Self.mostProcessors) else {
            throw TraceError(
                file: source.name, offset: length, problem: "the data of \(parts.count) processors have \(total) bytes",
                expected: "no more than the file has")
        }
        if let buffer = buffers.first(where: { !(1...Self.largestPage).contains($0.pageSize) }) {
            throw TraceError(
                file: source.name, problem: "a page is said to have \(buffer.pageSize) bytes", expected: "\(Self.largestPage) at most")
        }
    }

    private static func cut(_ source: borrowing ByteSource) -> TraceError {
        TraceError(
            file: source.name, offset: UInt64(source.count), problem: "the file ends in its header", expected: "a whole trace.dat file")
    }

    /// A recorder that was killed has not put the data into the file.
    private static func unfinished(_ file: String) -> TraceError {
        TraceError(
            file: file, problem: "has no events: trace-cmd was killed before it put them into the file",
            expected: "a finished file: trace-cmd restore makes one of the files \(file).cpuN")
    }

    /// It leaves the data of each processor in a file of its own.
    static func leftOver(_ file: String) -> TraceError {
        TraceError(
            file: file, problem: "is the data of one processor that trace-cmd left when it was killed",
            expected: "a finished file: trace-cmd restore -o trace.dat FILE.cpu0 FILE.cpu1 ... makes one")
    }
}
