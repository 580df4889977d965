import Testing

@testable import TraceFormat

@Suite struct TraceDigestTests {
    private func digest(_ trace: Trace) -> UInt64 {
        var digest = TraceDigest()
        for event in trace.events { digest.update(event, names: trace.names) }
        #expect(digest.count == UInt64(trace.events.count))
        return digest.value
    }

    @Test func formAndOrderOfNamesDoNotMatter() throws {
        let trace = Trace.sample(seed: 1, count: 500)
        #expect(try digest(Trace(reading: trace.text())) == digest(trace))
        #expect(try digest(Trace(reading: trace.binary())) == digest(trace))
        var last = trace
        last.events.reverse()
        #expect(digest(last) != digest(trace))
    }

    @Test func everyPartOfAnEventMatters() throws {
        let lines = [
            "0 - - malloc size=1 ptr=a", "1 - - malloc size=1 ptr=a", "0 0 - malloc size=1 ptr=a", "0 - 0 malloc size=1 ptr=a",
            "0 - - malloc size=2 ptr=a", "0 - - malloc size=1 ptr=b", "0 - - malloc size=1 ptr=0", "0 - - malloc size=1 ptr=a caller=a",
            "0 - - vmalloc size=1 ptr=a",
        ]
        let digests = try lines.map { try digest(Trace(text: "replay-trace 1\n\($0)\n")) }
        #expect(Set(digests).count == lines.count)
    }

    /// Computed by another implementation from the definition, so that a run's identity does not change unnoticed.
    @Test func digestIsPinned() throws {
        #expect(try digest(Trace(text: "replay-trace 1\n5 1 2 malloc size=16 ptr=a caller=main\n")) == 0x1397_8d13_c155_5c77)
    }
}
