import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel

/// The joiner on real recordings (traces/real/README.md).
@Suite struct RecordingJoinerFileTests {
    static func path(_ file: String) -> String {
        var folders = #filePath.split(separator: "/").map(String.init)
        folders.removeLast(4)
        return "/" + folders.joined(separator: "/") + "/traces/real/" + file
    }

    static func join(_ file: String) throws -> RecordingJoiner {
        var reader = try TraceFile.open(path(file))
        var joiner = RecordingJoiner()
        var names = NameTable()
        var batch: [TraceEvent] = []
        while try reader.read(into: &batch, limit: 4096, names: &names) {
            for event in batch { _ = joiner.observe(event) }
            batch.removeAll(keepingCapacity: true)
        }
        joiner.checkInvariants()
        return joiner
    }

    /// 14,104 page allocations: 7,895 read-ahead, 5,505 zeroed anonymous, 397 copies, 212 page tables, 95 others.
    @Test func theBuildsPagesAreToldApart() throws {
        let joiner = try Self.join("perf-build.txt.zst")
        let counts = joiner.counts
        #expect(counts[.readAhead] == 7895)
        #expect(counts[.zeroedInFault] == 5440 && counts[.zeroedByKernel] == 65)
        #expect(counts[.copiedInFault] == 363 && counts[.copiedByKernel] == 34)
        #expect(counts[.pageTable] == 212)
        #expect(counts[.gatherBatch] == 80 && counts[.bufferedWrite] == 10 && counts[.slabPage] == 3 && counts[.pipeBuffer] == 1)
        #expect(counts[.unknownPage] == 1 && counts[.filePage] == 0)
        #expect(joiner.linearMap.base == LinearMap.fixedBase && joiner.linearMap.votes == 2)
    }

    /// 98.4 % of the pages' growth is followed within three pages.
    @Test func theBuildsAnonymousPagesAgreeWithRssStat() throws {
        let figures = try Self.join("perf-build.txt.zst").audit.growing
        #expect(figures.samples > 5800)
        #expect(figures.exact * 100 >= figures.samples * 74)
        #expect(figures.error <= figures.samples && figures.largest <= 18)
    }

    /// Without page_fault events, zeroed user pages are anonymous and have no address.
    @Test func aRecordingWithoutFaultsIsGuessed() throws {
        let counts = try Self.join("ftrace-kmem-window-head.txt.zst").counts
        #expect(counts[.joined] == counts[.objectInSlab] && counts[.zeroedInFault] == 0)
        #expect(counts[.zeroedByKernel] > 1000 && counts[.pageTable] > 0 && counts[.unknownPage] == 0)
    }
}
