import CZstd
import Foundation

@testable import Heap
@testable import ReplayModel

/// A list of recorded malloc calls (`traces/real/glibc-malloc`, format in its README), played on a heap.
struct RecordedHeapLog {
    let lines: [[Substring]]

    init(_ name: String) throws {
        let root = URL(filePath: #filePath).appending(path: "../../../../traces/real/glibc-malloc").standardized
        try self.init(path: root.appending(path: name + ".txt.zst").path)
    }

    /// Any file of the format, compressed.
    init(path: String) throws {
        let packed = try Data(contentsOf: URL(filePath: path))
        lines = String(decoding: try Self.unpack(packed), as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
    }

    private static func unpack(_ packed: Data) throws -> [UInt8] {
        let stream = ZSTD_createDStream()
        defer { ZSTD_freeDStream(stream) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        try packed.withUnsafeBytes { source in
            var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            while input.pos < input.size {
                let written = try buffer.withUnsafeMutableBytes { target in
                    var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    let code = ZSTD_decompressStream(stream, &output, &input)
                    if ZSTD_isError(code) != 0 { throw CocoaError(.fileReadCorruptFile) }
                    return output.pos
                }
                result.append(contentsOf: buffer[..<written])
            }
        }
        return result
    }
}

/// How far a heap answered as the recording says.
struct RecordedHeapScore: Equatable {
    var calls = 0
    var addresses = 0
    var breaks = 0
    var brokenLines: [String] = []
}

/// Plays a recording on a heap, answers its mappings from the recording, and compares.
struct RecordedHeapPlayer: ~Copyable {
    private var heap: LibcHeap
    private var kernel = FakeKernel(programBreak: 0)
    private var log = TransitionLog()
    private var thread: Int32 = 1
    private var score = RecordedHeapScore()
    private let isWide: Bool

    init(_ kind: Architecture.Kind, _ version: GlibcVersion = .v236) {
        isWide = kind == .amd64
        var settings = MallocSettings()
        settings.version = version
        heap = LibcHeap(process: ProcessID(1), architecture: .forHeap(kind), cpus: 2, settings: settings)
        log.begin(step: Step(1))
    }

    /// `checkEvery`: invariants after so many lines; 0: only at the end.
    consuming func play(_ recording: RecordedHeapLog, checkEvery: Int) -> RecordedHeapScore {
        for (number, line) in recording.lines.enumerated() {
            if !play(line) { score.brokenLines.append("\(number + 1): \(line.joined(separator: " "))") }
            if score.brokenLines.count > 3 { break }
            if checkEvery > 0 && number % checkEvery == 0 { heap.checkInvariants() }
            log.removeRows()
        }
        heap.checkInvariants()
        return score
    }

    private mutating func play(_ line: [Substring]) -> Bool {
        switch line[0] {
        case "#": return compareBreak(line)
        case "T": thread = Int32(line[1])!
        case "X": heap.threadExit(Int32(line[1])!, kernel: &kernel, log: &log)
        case "N": _ = heap.calloc(17, isWide ? 16 : 8, thread: thread, kernel: &kernel, log: &log)
        case "s":
            kernel.programBreak += UInt64(line[1])!
            return kernel.programBreak - UInt64(line[1])! == hex(line[2])
        case "i": return compareFigures(line)
        case "u": return heap.usableSize(hex(line[1])) == UInt64(line[2])!
        default: return call(line)
        }
        return true
    }

    private mutating func call(_ line: [Substring]) -> Bool {
        score.calls += 1
        switch line[0] {
        case "f": return heap.free(hex(line[1]), thread: thread, kernel: &kernel, log: &log) == .freed
        case "t": return heap.mallocTrim(pad: UInt64(line[1])!, kernel: &kernel, log: &log) == Int32(line[2])!
        case "o":
            let parameter = Self.parameters[Int(line[1])!]!
            return heap.mallopt(parameter, Int64(line[2])!, thread: thread, log: &log) == Int32(line[3])!
        default: return allocate(line)
        }
    }

    private static let parameters: [Int: MalloptParameter] = [
        1: .maxFast, -1: .trimThreshold, -2: .topPad, -3: .mmapThreshold, -4: .mmapMax, -6: .perturb, -8: .arenaMax,
    ]

    private mutating func allocate(_ line: [Substring]) -> Bool {
        let expected = hex(line[line.count - 1])
        kernel.answer = expected
        kernel.heapLength = isWide ? 64 << 20 : 1 << 20
        var address: UInt64 = 0
        switch line[0] {
        case "m": address = heap.malloc(UInt64(line[1])!, thread: thread, kernel: &kernel, log: &log)
        case "c":
            address = heap.calloc(UInt64(line[1])!, UInt64(line[2])!, thread: thread, kernel: &kernel, log: &log)
        case "a":
            let alignment = UInt64(line[1])!
            let lead = alignment <= 16 ? 16 : alignment == 32 && isWide ? 64 : alignment
            kernel.answer = expected &- lead
            address = heap.memalign(alignment, UInt64(line[2])!, thread: thread, kernel: &kernel, log: &log)
        default:
            kernel.resizedBlock = hex(line[1])
            address = heap.realloc(hex(line[1]), UInt64(line[2])!, thread: thread, kernel: &kernel, log: &log).address
        }
        if address == expected { score.addresses += 1 }
        return address == expected
    }

    private mutating func compareBreak(_ line: [Substring]) -> Bool {
        if line[1] == "start" { kernel.programBreak = hex(line[2].dropFirst(4)) }
        guard line[1] == "brk" else { return true }
        let isEqual = kernel.programBreak == hex(line[3])
        if isEqual { score.breaks += 1 }
        return isEqual
    }

    /// mallinfo2 counts cached chunks as in use.
    private func compareFigures(_ line: [Substring]) -> Bool {
        var free: UInt64 = 0
        heap.forEachChunk { chunk in
            if chunk.state != .tcache && (chunk.state.isFree || chunk.state == .top) { free += chunk.size }
        }
        let figures = heap.figures
        var found = [figures.arena, free, UInt64(figures.mappedChunks), figures.mapped, figures.top]
        if line[5] == "0" { found[4] = 0 }
        return line.dropFirst().map { UInt64($0)! } == found
    }

    private func hex(_ text: Substring) -> UInt64 { UInt64(text, radix: 16)! }
}
