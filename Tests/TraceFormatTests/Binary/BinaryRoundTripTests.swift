import Testing

@testable import TraceFormat

@Suite struct BinaryRoundTripTests {
    @Test(arguments: [1, 2, 3, 4], [nil, 3]) func everyEventReadsBackWithItsLine(seed: UInt64, zstdLevel: Int?) throws {
        let trace = Trace.sample(seed: seed, count: 6000)
        let binary = try trace.binary(zstdLevel: zstdLevel)
        #expect(try Trace(reading: binary) == trace)
        #expect(try Trace(reading: binary, limit: 7) == trace)
    }

    @Test func textToBinaryToTextIsTheSameText() throws {
        let text = try Trace.sample(seed: 9, count: 3000).text()
        let binary = try Trace(reading: text).binary(zstdLevel: 1)
        #expect(try Trace(reading: binary) == Trace(reading: text))
        #expect(try Trace(reading: binary).text() == text)
    }

    @Test func namesAreNumberedInTheSameOrderAsFromText() throws {
        let text = try Trace.sample(seed: 10, count: 3000).text()
        let fromText = try Trace(reading: text)
        #expect(try Trace(reading: fromText.binary()).names.texts == fromText.names.texts)
    }

    @Test func emptyTraceReadsBack() throws {
        let trace = Trace()
        #expect(try Trace(reading: trace.binary()) == trace)
    }

    @Test func zstdAroundEitherFormIsUnpacked() throws {
        let trace = Trace.sample(seed: 5, count: 50)
        #expect(try Trace(reading: zstdFrame(trace.binary())) == trace)
        #expect(try Trace(reading: zstdFrame(trace.text())) == Trace(reading: trace.text()))
    }

    @Test func compressedBlocksAreSmaller() throws {
        let trace = Trace.sample(seed: 6, count: 6000)
        #expect(try trace.binary(zstdLevel: 3).count < trace.binary().count)
    }
}
