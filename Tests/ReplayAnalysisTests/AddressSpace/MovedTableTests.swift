import Foundation
import Testing

@testable import ReplayAnalysis

/// mremap moves a huge page with its page table, which translates other addresses from then on.
@Suite struct MovedTableTests {
    @Test func theTableOfAMovedHugePageStandsAtItsNewAddress() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-moved-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = """
            replay-trace 1
            header profile x86_64-1g
            header set vm.transparent_hugepage=always
            0   0 0   task pid=100 comm=app uid=0
            1us 0 100 mmap length=4KiB ptr=above
            1us 0 100 mprotect ptr=above length=4KiB prot=r
            1us 0 100 mmap length=8MiB ptr=a
            2us 0 100 write ptr=a length=8MiB
            3us 0 100 mremap old=a size=8MiB length=16MiB ptr=b flags=1
            4us 0 100 munmap ptr=b length=16MiB

            """
        let run = try BusyTrace.replay(text, to: folder.appendingPathComponent("run.sqlite").path, keyframes: .max)
        let last = try run.lastStep()
        let moved = try run.moment("\(last - 1)")
        #expect(try run.database.integer("SELECT count(*) FROM v_page_table WHERE op = 'move'") == 3)
        let area = try #require(try run.addressSpaces.areas(of: 100, at: moved).first { $0.end - $0.start == 16 << 20 })
        let tables = try run.addressSpaces.tables(of: 100, at: moved).filter { $0.level == 1 }
        #expect(tables.count { area.start <= $0.base && $0.base + 2 << 20 <= area.end } >= 3)
        #expect(try run.translation(of: area.start + 4 << 20, in: 100, at: moved).contains("huge"))
        // What munmap gives back are the tables that were moved.
        let after = try run.addressSpaces.tables(of: 100, at: run.moment(nil)).filter { $0.level == 1 }
        #expect(!after.contains { area.start <= $0.base && $0.base < area.end })
    }
}
