import CZlib
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

/// `bytes` as one gzip member.
func gzipMember(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    var bytes = bytes
    let count = bytes.withUnsafeMutableBufferPointer { source in
        packed.withUnsafeMutableBufferPointer { target in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(target.count)
            precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
            return Int(stream.total_out)
        }
    }
    deflateEnd(&stream)
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

    @Test func xzIsRefusedByName() {
        let xz = #expect(throws: TraceError.self) { try all([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]) }
        #expect(xz?.problem.contains("xz") == true)
        #expect(xz?.expected.contains("xz: unpack it first") == true)
    }

    @Test func gzipMembersOneAfterAnotherAreUnpackedAsOne() throws {
        let half = sample.count / 2
        let packed = gzipMember(Array(sample[..<half])) + gzipMember([]) + gzipMember(Array(sample[half...]))
        #expect(try all(packed) == sample)
        let zeros = [UInt8](repeating: 0, count: 1 << 21)
        #expect(try all(gzipMember(zeros), step: 1 << 18) == zeros)
    }

    @Test func everyTruncationOfAGzipMemberIsAnError() {
        let packed = gzipMember(Array(sample[..<300]))
        for length in 2..<packed.count {
            let error = #expect(throws: TraceError.self) { try all(Array(packed[..<length])) }
            #expect(error?.expected.contains("gzip") == true, "\(length)")
        }
    }

    /// Bits between the packed data and the checksum's first byte mean nothing; with all others changed nothing wrong gets through.
    @Test func noDamagedByteOfGzipDataGetsThrough() {
        let bytes = Array(sample[..<300])
        let packed = gzipMember(bytes)
        var errors = 0
        // Bytes 4 to 9 of the header say when, how and where the member was packed.
        for index in 10..<packed.count {
            var damaged = packed
            damaged[index] ^= 0x10
            do { #expect(try all(damaged) == bytes, "byte \(index)") } catch { errors += 1 }
        }
        #expect(errors >= packed.count - 11)
        #expect(throws: TraceError.self) { try all(packed + [9, 9, 9]) }
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
