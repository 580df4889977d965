import Foundation
import Testing

/// The inputs of `traces/crashes`, which once ended the program, as processes: replayed, or refused with their place.
@Suite struct CrashFileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "traces/crashes").path

    /// What the last words tell of each.
    static let oddities: [(file: String, oddity: String?)] = [
        ("A-page_free", nil), ("B-gfp-both", "1 × pages.two_mobilities"), ("min-28-0", "1 × pages.double_free"),
        ("min-36-0", "1 × pages.double_free"), ("min-4", "1 × vmalloc.no_address_space"), ("min-7", nil),
        ("min-865-1", "1 × pages.two_mobilities"), ("min-hang1", "1 × pages.two_mobilities"), ("unaligned-break", nil),
        ("label-break", "recording.event_without_place"),
    ]
    static let ways = [
        [], ["--audit"], ["--set", "slab=slab"], ["--set", "slab=slob"], ["--set", "slab=slob", "--audit"], ["--placement", "recorded"],
        ["--audit-every", "2"],
    ]

    @Test(arguments: oddities.indices, ways.indices) func isReplayed(_ file: Int, _ way: Int) throws {
        let tool = try Tool()
        let outcome = try tool.run(["run", "\(Self.folder)/\(Self.oddities[file].file).trace", "-o", "r.sqlite"] + Self.ways[way])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try tool.files == ["r.sqlite"])
        guard let oddity = Self.oddities[file].oddity, !Self.ways[way].contains("recorded") else { return }
        #expect(outcome.errors.contains(oddity), "\(outcome.errors)")
    }

    @Test func everyFileIsTested() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".trace") }
        #expect(files.sorted() == Self.oddities.map { $0.file + ".trace" }.sorted())
    }

    @Test func aMachineOf16TiBIsRefusedWithItsLine() throws {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n")
        let outcome = try tool.run(["run", "a.trace", "-o", "r.sqlite", "--machine", Self.folder + "/C-16TiB.yaml"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("C-16TiB.yaml:3: ram: ends at 0x100000000000; expected 0xfffffc00000 at most"), "\(outcome.errors)")
        #expect(try tool.files == ["a.trace"])
    }
}
