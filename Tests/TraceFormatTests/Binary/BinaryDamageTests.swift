import Testing

@testable import TraceFormat

@Suite struct BinaryDamageTests {
    private func small(_ zstdLevel: Int? = nil) throws -> [UInt8] {
        var trace = Trace.sample(seed: 1, count: 12)
        trace.events.removeFirst(EventKind.allCases.count)
        return try trace.binary(zstdLevel: zstdLevel)
    }

    @Test(arguments: [nil, 3]) func everyTruncationIsAnError(zstdLevel: Int?) throws {
        let bytes = try small(zstdLevel)
        for length in bytes.indices {
            #expect(throws: TraceError.self) { _ = try Trace(reading: Array(bytes[..<length])) }
        }
    }

    @Test(arguments: [nil, 3]) func everyFlippedBitIsAnError(zstdLevel: Int?) throws {
        var bytes = try small(zstdLevel)
        for bit in 0..<bytes.count * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: TraceError.self) { _ = try Trace(reading: bytes) }
            bytes[bit / 8] ^= 1 << (bit % 8)
        }
    }

    @Test func bytesAfterTheEndAreAnError() throws {
        let error = #expect(throws: TraceError.self) { _ = try Trace(reading: small() + [0]) }
        #expect(error?.problem == "something follows the end of the trace")
    }

    /// The file's blocks, head and stored bytes together.
    private func blocks(of bytes: [UInt8]) -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var at = 12
        while at < bytes.count {
            let length = BlockHead.length + Int(bytes[at + 12]) + Int(bytes[at + 13]) << 8 + Int(bytes[at + 14]) << 16
            blocks.append(Array(bytes[at..<at + length]))
            at += length
        }
        return blocks
    }

    @Test func lostAndMovedBlocksAreErrors() throws {
        let bytes = try Trace.sample(seed: 2, count: 20_000).binary()
        let blocks = blocks(of: bytes)
        try #require(blocks.count > 4)
        for orders in [[0, 2, 3], [0, 2, 1, 3], [1, 2], [0, 0], [0, 1, 1]] {
            let moved = orders.flatMap { blocks[$0] } + blocks.last!
            #expect(throws: TraceError.self) { _ = try Trace(reading: Array(bytes[..<12]) + moved) }
        }
    }

    /// Raw bytes as an events block of a file whose checksums are right: so that the decoder itself is tested.
    private func file(events raw: [UInt8], count: UInt32) -> [UInt8] {
        var file = BinaryForm.magic + [1, 0, 0, 0]
        var end: [UInt8] = []
        end.append(varint: UInt64(count))
        end.append(varint: 1)
        for (position, (kind, raw)) in [(BlockHead.Kind.header, [0]), (.events, raw), (.end, end)].enumerated() {
            var head = BlockHead(kind: kind)
            head.eventCount = kind == .events ? count : 0
            head.rawLength = UInt32(raw.count)
            head.storedLength = UInt32(raw.count)
            let checksum = head.bytes.withUnsafeBytes { head in
                raw.withUnsafeBytes { BlockHead.checksum(head, $0, position: UInt64(position)) }
            }
            file += head.bytes
            file.append(littleEndian: checksum, count: 8)
            file += raw
        }
        return file
    }

    @Test func handmadeBlockIsRead() throws {
        // munlockall at 5 ns; line 1; no CPU, no task.
        let trace = try Trace(reading: file(events: [0, EventKind.munlockall.rawValue, 0, 10], count: 1))
        #expect(trace.events == [TraceEvent(.munlockall, time: 5, line: 1)])
    }

    @Test(
        arguments: [
            [0], [0, 90], [0, 90, 0], [0, 90, 16, 0], [0, 90, 8, 0, 1, 0], [0, 90, 0, 0, 0], [0, 99, 0, 0], [1, 90, 0, 0], [0, 90, 1, 0],
            [0, 90, 1, 0, 0x81, 0x80, 0x02], [0, 90, 2, 0, 0x81, 0x80, 0x80, 0x80, 0x08], [0, 90, 4, 0, 3], [0, 30, 8, 0, 1, 0, 11],
            [0, 30, 8, 0, 1, 1, 0], [0, 30, 8, 0, 0, 0], [0, 64, 8, 0, 1, 1, 1], [0, 1, 8, 0, 1, 0, 0],
            [0, 90, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02], [0x80],
        ] as [[UInt8]]) func wrongBlockWithARightChecksumIsAnError(raw: [UInt8])
    {
        let error = #expect(throws: TraceError.self) { _ = try Trace(reading: file(events: raw, count: 1)) }
        #expect(error?.offset == 12 + 24 + 1)
    }

    @Test func randomBlocksWithRightChecksumsNeverCrash() throws {
        var random = SeededGenerator(state: 42)
        var read = 0
        for _ in 0..<20_000 {
            // Half of the blocks are events that may be whole, with a byte changed here and there; the others have more behind them.
            let count = Int.random(in: 1...3, using: &random)
            var raw: [UInt8] = [0]
            for _ in 0..<count {
                // A step of time forward: even numbers are.
                let step = UInt8.random(in: 0...63, using: &random) * 2
                raw += [EventKind.allCases.randomElement(using: &random)!.rawValue, UInt8.random(in: 0...15, using: &random), step]
            }
            for index in raw.indices.dropFirst(4) where random.next() % 8 == 0 { raw[index] = UInt8(truncatingIfNeeded: random.next()) }
            let tail = Bool.random(using: &random) ? 0 : Int.random(in: 0..<30, using: &random)
            raw += (0..<tail).map { _ in UInt8(truncatingIfNeeded: random.next() & (random.next() % 255))
            }
            guard let trace = try? Trace(reading: file(events: raw, count: UInt32(count))) else { continue }
            // What is read is valid: it can be written and read again.
            #expect(try Trace(reading: trace.binary()) == trace)
            read += 1
        }
        #expect(read > 20)
    }

    @Test func damagedTextNeverCrashes() throws {
        let text = try Trace.sample(seed: 3, count: 20).text()
        var random = SeededGenerator(state: 7)
        for _ in 0..<3000 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let trace = try? Trace(reading: damaged) else { continue }
            #expect(try Trace(reading: trace.text()).text() == trace.text())
        }
    }
}
