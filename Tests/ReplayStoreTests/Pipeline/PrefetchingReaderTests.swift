import Foundation
import Testing
import TraceFormat

@testable import ReplayStore
@testable import Runs

@Suite struct PrefetchingReaderTests {
    /// Events with a name each, a counter that grows, sleeps that a seed draws, and an error at the end where one is asked for.
    private struct FakeReader: TraceReader {
        var header = TraceHeader()
        var counters: OddityCounts {
            var counts = OddityCounts()
            counts.add(.ftraceUnknownEvent, UInt64(next))
            return counts
        }
        var count: Int
        var error: TraceError?
        var generator: TestRandom
        private var next = 0

        init(_ count: Int, seed: UInt64, error: TraceError? = nil) {
            self.count = count
            self.error = error
            generator = TestRandom(seed: seed)
        }

        mutating func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
            if generator.next() % 3 == 0 { usleep(UInt32(generator.next() % 300)) }
            let end = min(count, next + limit)
            for index in next..<end {
                var event = TraceEvent(.mark, time: UInt64(index))
                event.set(.text, names.intern("mark \(index % 97)"))
                batch.append(event)
            }
            defer { next = end }
            if next == count, let error { throw error }
            return next < end
        }
    }

    private struct Outcome: Equatable {
        var events: [String] = []
        var counts: [UInt64] = []
        var digests: [UInt64] = []
        var problem: String?
    }

    /// What a consumer gets that takes up to `calls` batches.
    private func consume(_ reader: some TraceReader, calls: Int = .max, digest: () -> UInt64, pause: (Int) -> Void = { _ in }) -> Outcome {
        var (reader, outcome, names) = (reader, Outcome(), NameTable())
        for call in 0..<min(calls, 1000) {
            var batch: [TraceEvent] = []
            do {
                let goesOn = try reader.read(into: &batch, limit: 100, names: &names)
                outcome.events += batch.map { "\($0.time) \(names[$0.name(.text)!])" }
                outcome.counts.append(reader.counters[.ftraceUnknownEvent])
                outcome.digests.append(digest())
                if !goesOn { break }
            } catch {
                outcome.problem = error.problem
                break
            }
            pause(call)
        }
        return outcome
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func whatComesOutDoesNotDependOnTiming(seed: UInt64) {
        let error = seed % 2 == 0 ? nil : TraceError(file: "f", line: 7, problem: "torn", expected: "more")
        let calls = seed < 4 ? Int.max : 3
        var random = TestRandom(seed: seed)
        func run(sleeps: Bool) -> Outcome {
            let reader = PrefetchingReader(DigestingReader(FakeReader(2345, seed: seed &+ 77, error: error)))
            return consume(reader, calls: calls, digest: { reader.digest }) { _ in
                if sleeps, random.next() % 2 == 0 { usleep(UInt32(random.next() % 500)) }
            }
        }
        let first = run(sleeps: false)
        #expect(run(sleeps: true) == first)
        #expect(first.events.count == (calls == 3 ? 300 : 2345))
        #expect(first.problem == (calls == 3 ? nil : error?.problem))
        #expect(first.events[200] == "200 mark 6")
        #expect(first.counts.prefix(3) == [100, 200, 300])
    }

    @Test func theDigestIsThatOfTheEvents() throws {
        var plain = TraceDigest()
        var (reader, names, events) = (FakeReader(500, seed: 1), NameTable(), [TraceEvent]())
        while try reader.read(into: &events, limit: 64, names: &names) {}
        plain.update(events, names: names)
        let prefetching = PrefetchingReader(DigestingReader(FakeReader(500, seed: 2)))
        _ = consume(prefetching, digest: { prefetching.digest })
        #expect(prefetching.digest == plain.value)
    }

    @Test func namesGetTheCallersNumbers() throws {
        var names = NameTable()
        for index in 0..<50 { _ = names.intern("other \(index)") }
        var batch: [TraceEvent] = []
        let reader = PrefetchingReader(DigestingReader(FakeReader(150, seed: 3)))
        while try reader.read(into: &batch, limit: 20, names: &names) {}
        #expect(batch.map { names[$0.name(.text)!] } == (0..<150).map { "mark \($0 % 97)" })
    }
}
