import CZstd
import Testing

@testable import TraceFormat

/// `bytes` as one zstd frame.
func zstdFrame(_ bytes: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = packed.withUnsafeMutableBytes { packed in
        bytes.withUnsafeBytes { ZSTD_compress(packed.baseAddress, packed.count, $0.baseAddress, $0.count, 3) }
    }
    return Array(packed[..<count])
}

@Suite struct ByteSourceTests {
    private func all(_ bytes: [UInt8], step: Int = 1000) throws -> [UInt8] {
        var source = try ByteSource(name: "t", bytes: bytes)
        var read: [UInt8] = []
        while try source.fill(1) > 0 {
            let count = min(step, source.count)
            read.append(contentsOf: source.bytes.prefix(count))
            source.consume(count)
        }
        #expect(source.offset == UInt64(read.count))
        return read
    }

    private let sample: [UInt8] = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

    @Test func framesOneAfterAnotherAreUnpackedAsOne() throws {
        let half = sample.count / 2
        let skippable: [UInt8] = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let packed = skippable + zstdFrame(Array(sample[..<half])) + zstdFrame([]) + zstdFrame(Array(sample[half...]))
        #expect(try all(packed) == sample)
        #expect(try all(sample) == sample)
    }

    @Test func highlyCompressedInputIsUnpackedWhole() throws {
        let zeros = [UInt8](repeating: 0, count: 3_000_000)
        #expect(try all(zstdFrame(zeros), step: 70_000) == zeros)
    }

    /// The frame ends exactly where a full buffer does.
    @Test func aFrameMayEndWithAFullBuffer() throws {
        for length in [1 << 18, 1 << 21] {
            let zeros = [UInt8](repeating: 0, count: length)
            #expect(try all(zstdFrame(zeros), step: length) == zeros)
        }
    }

    @Test func everyTruncationOfAFrameIsAnError() {
        let packed = zstdFrame(Array(sample[..<300]))
        for length in 4..<packed.count {
            #expect(throws: TraceError.self) { try all(Array(packed[..<length])) }
        }
    }

    @Test func garbageAfterAFrameIsAnError() {
        let error = #expect(throws: TraceError.self) { try all(zstdFrame([1, 2, 3]) + [9, 9, 9, 9, 9]) }
        #expect(error?.problem.contains("zstd") == true)
    }

    @Test func gzipAndXzAreRefusedByName() {
        let gzip = #expect(throws: TraceError.self) { try all([0x1f, 0x8b, 8, 0, 0, 0]) }
        #expect(gzip?.expected.contains("gzip: unpack it first") == true)
        let xz = #expect(throws: TraceError.self) { try all([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]) }
        #expect(xz?.problem.contains("xz") == true)
    }

    @Test func fillGrowsTheWindowToWhatIsAsked() throws {
        var source = try ByteSource(name: "t", bytes: sample)
        #expect(try source.fill(700_000) >= 700_000)
        source.consume(10)
        #expect(source.bytes[0] == sample[10])
        #expect(try source.fill(2_000_000) == sample.count - 10)
    }

    @Test func missingFileAndDirectoryAreErrorsWithTheirName() {
        let missing = #expect(throws: TraceError.self) { _ = try LineReader(path: "/nonexistent/trace") }
        #expect(missing?.description.hasPrefix("/nonexistent/trace: cannot open: No such file") == true)
        let directory = #expect(throws: TraceError.self) { _ = try LineReader(path: "/") }
        #expect(directory?.description.contains("directory") == true)
    }
}
