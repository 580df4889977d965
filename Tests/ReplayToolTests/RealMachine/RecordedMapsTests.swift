import Foundation
import Testing

/// Memory calls of a program that printed its own /proc/PID/maps before it ended: the replay's must be the same.
///
/// Left out is what execve maps, which no call tells of: the program, the interpreter, the stack, vdso and vsyscall. Neighbours of one kind are
/// joined on both sides: whether the kernel keeps them apart depends on which had been touched, which no call tells either.
@Suite struct RecordedMapsTests {
    private let tool: Tool

    init() throws { tool = try Tool() }

    private static let recordings: URL = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "traces/real/calls")
    }()

    /// One region: from, to, permissions, offset, name.
    private struct Region: Equatable, CustomStringConvertible {
        var start, end: UInt64
        var permissions: Substring
        var offset: UInt64
        var name: String

        init?(_ line: Substring) {
            let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            let bounds = words.first?.split(separator: "-").compactMap { UInt64($0, radix: 16) } ?? []
            guard words.count >= 5, bounds.count == 2, let offset = UInt64(words[2], radix: 16) else { return nil }
            (start, end, permissions) = (bounds[0], bounds[1], words[1])
            name = words.count > 5 ? words[5].trimmingCharacters(in: .whitespaces) : ""
            self.offset = name.hasPrefix("/") ? offset : 0
        }

        var isToldByCalls: Bool {
            let others = ["[stack]", "[vvar]", "[vvar_vclock]", "[vdso]", "[vsyscall]"]
            return !others.contains(name) && !name.contains("/ld-linux") && start > 0x100_0000
                && !(name.hasSuffix("/maps") && start >> 40 != 0x7f)
        }

        func goesOn(_ next: Region) -> Bool {
            end == next.start && permissions == next.permissions && name == next.name
                && (!name.hasPrefix("/") || offset + (end - start) == next.offset)
        }

        var description: String {
            "\(String(start, radix: 16))-\(String(end, radix: 16)) \(permissions) \(String(offset, radix: 16)) \(name)"
        }
    }

    private static func regions(_ text: String, hasNames: Bool = true) -> [Region] {
        var joined: [Region] = []
        for var region in text.split(separator: "\n").compactMap({ Region($0) }) where region.isToldByCalls {
            if !hasNames, region.name != "[heap]" { (region.name, region.offset) = ("", 0) }
            if let last = joined.last, last.goesOn(region) { joined[joined.count - 1].end = region.end } else { joined.append(region) }
        }
        return joined
    }

    private func maps(_ file: String, process: Int, at place: String) throws -> String {
        let shown = try tool.run(["show", "x.sqlite", "maps", "\(process)", "--at", place])
        #expect(shown.status == 0, "\(shown.errors)")
        return shown.output
    }

    private func run(_ file: String) throws {
        let outcome = try tool.run(["run", Self.recordings.appending(path: file).path, "-o", "x.sqlite"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    private static func real(_ file: String) throws -> String { try String(contentsOf: recordings.appending(path: file), encoding: .utf8) }

    @Test func straceTellsOfEveryRegion() throws {
        try run("strace-maps.txt.zst")
        let model = Self.regions(try maps("strace-maps.txt.zst", process: 4486, at: "49"))
        let real = Self.regions(try Self.real("strace-maps.maps"))
        #expect(real.count >= 15 && model == real, "\(model)\n\(real)")
        let counts = try tool.run([
            "query", "x.sqlite", "SELECT count FROM counter WHERE name = 'syscall.other_result_than_recorded'", "--format", "csv",
        ])
        #expect(counts.output.split(separator: "\n").count <= 1, "\(counts.output)")
    }

    /// perf trace names no files.
    @Test func perfTraceTellsOfEveryRegion() throws {
        try run("perf-trace-maps.txt.zst")
        let model = Self.regions(try maps("perf-trace-maps.txt.zst", process: 14526, at: "end"), hasNames: false)
        let real = Self.regions(try Self.real("perf-trace-maps.maps"), hasNames: false)
        #expect(real.count >= 12 && model == real, "\(model)\n\(real)")
    }
}
