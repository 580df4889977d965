import Notation
import Testing

@testable import TraceFormat

@Suite struct OddityCountsTests {
    @Test func countsKeepTheOrderOfFirstAppearance() {
        var counts = OddityCounts()
        counts.add(.slabBadFree)
        counts.add(.heapBadFree, 3)
        counts.add(.slabBadFree, 2)
        #expect(counts.entries == [OddityCount(.slabBadFree, 3), OddityCount(.heapBadFree, 3)])
        #expect(counts[.slabBadFree] == 3 && counts[.oomPanic] == 0)
    }

    @Test func nothingIsCountedByNought() {
        var counts = OddityCounts()
        counts.add(.slabBadFree, 0)
        #expect(counts.entries.isEmpty && counts == OddityCounts())
    }

    @Test func othersComeAfterOnesOwn() {
        var (own, other) = (OddityCounts(), OddityCounts())
        own.add(.slabBadFree)
        other.add(.heapBadFree)
        other.add(.slabBadFree, 4)
        own.add(other)
        #expect(own.entries == [OddityCount(.slabBadFree, 5), OddityCount(.heapBadFree, 1)])
    }

    @Test func aDetailIsPartOfTheName() {
        var counts: [OddityCount] = []
        counts.add(.stateUnknownField, detail: "zones[].node")
        counts.add(.stateUnknownField, detail: "cpu")
        counts.add(.stateUnknownField, detail: "zones[].node")
        #expect(counts.map(\.name) == ["state.unknown_field zones[].node", "state.unknown_field cpu"])
        #expect(counts.map(\.count) == [2, 1])
    }

    @Test(arguments: [("perf_script", Oddity.perfScriptMalformedLine), ("ftrace", .ftraceMalformedLine)])
    func formatsOfKernelRecordingsHaveTheirOwn(format: String, first: Oddity) {
        for line in LineOddity.allCases { #expect(line.among(first).name == "\(format).\(String(snakeCase: "\(line)"))") }
    }

    /// Binary forms have records and no lines.
    @Test(arguments: [("perf_data", Oddity.perfDataMalformedRecord), ("trace_dat", .traceDatMalformedRecord)])
    func binaryFormsOfKernelRecordingsHaveTheirOwn(format: String, first: Oddity) {
        let words = [
            ("cut_end", "cut_last_line"), ("chain_entry", "chain_line"), ("function_entry", "function_line"), ("_record", "_line"),
        ]
        for line in LineOddity.allCases {
            let name = words.reduce(line.among(first).name) { $0.replacing($1.0, with: $1.1) }
            #expect(name == "\(format).\(String(snakeCase: "\(line)"))")
        }
    }
}
