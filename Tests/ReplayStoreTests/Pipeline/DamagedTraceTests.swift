import Foundation
import ReplayStore
import Runs
import Testing

@testable import ReplayModel
@testable import TraceFormat

/// Traces and recordings with damaged bytes: each is refused with an error of its own, or replayed to a sound end.
@Suite struct DamagedTraceTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../traces")
    private static let files = [
        "s02-slab.trace", "s07-second-level.trace", "s14-lazy.trace", "s20-android.trace", "s22-everything.trace",
        "real/perf-build-head.txt.zst", "real/ftrace-kmem-window-head.txt.zst", "real/ftrace-vmalloc.txt.zst",
        "real/glibc-cc1-head.txt.zst",
    ]

    @Test(arguments: files.indices, [false, true]) func damagedBytesAreRefusedOrReplayed(_ index: Int, isBinary: Bool) throws {
        var random = TestRandom(seed: UInt64(index * 2 + (isBinary ? 1 : 0)))
        let scratch = try Scratch()
        let whole = try bytes(Self.files[index], isBinary: isBinary, scratch)
        for round in 0..<6 {
            var damaged = whole
            for _ in 0...Int.random(in: 0..<12, using: &random) { Self.damage(&damaged, &random) }
            let profile = MachineProfile.builtIn[(index + round) % 3]
            do {
                let reader = try TraceFile.open(ByteSource(name: "damaged", bytes: damaged))
                let job = ReplayJob(profile: profile, placement: .model)
                let writer = try PageTransitionWriter(path: scratch.path("run"))
                do {
                    _ = try job.run([("damaged", reader)], names: NameTable(), into: writer)
                } catch {
                    writer.discard()
                    throw error
                }
            } catch let error as TraceError {
                #expect(!error.problem.isEmpty && error.file == "damaged")
                #expect(!FileManager.default.fileExists(atPath: scratch.path("run.partial")))
            }
        }
    }

    /// The file's first 150 lines, or those events in binary form.
    private func bytes(_ name: String, isBinary: Bool, _ scratch: Scratch) throws -> [UInt8] {
        var source = try ByteSource(path: Self.root.appending(path: name).path)
        _ = try source.fill(1 << 16)
        let lines = source.bytes.split(separator: 0x0a, omittingEmptySubsequences: false).prefix(150)
        let text = Array(lines.joined(separator: [0x0a])) + [0x0a]
        guard isBinary else { return text }
        var reader = try TraceFile.open(ByteSource(name: name, bytes: text))
        let path = scratch.path("packed.rtrace")
        var writer = try BinaryTraceWriter(ByteSink(path: path), header: reader.header, zstdLevel: nil)
        var names = NameTable()
        var batch: [TraceEvent] = []
        while try reader.read(into: &batch, limit: 4096, names: &names) {}
        for event in batch { try writer.write(event, names: names) }
        try writer.finish()
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout TestRandom) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.remove(at: at)
        case 1: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 2, 3:
            // Digits stay digits: most such lines can still be read.
            guard let digit = bytes[at...].firstIndex(where: { (0x30...0x39).contains($0) }) else { return }
            bytes[digit] = 0x30 + UInt8(random.next() % 10)
        case 4:
            guard let digit = bytes[at...].firstIndex(where: { (0x30...0x39).contains($0) }) else { return }
            bytes.insert(contentsOf: "99999".utf8, at: digit)
        default: bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &random))
        }
    }
}
