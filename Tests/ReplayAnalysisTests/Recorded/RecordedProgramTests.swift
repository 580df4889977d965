import Foundation
import ReplayAnalysis
import Testing

/// A program's memory calls beside what its own /proc/self said at each mark (`traces/real/areas`, a 6.18 kernel).
@Suite struct RecordedProgramTests {
    private static let name = "real/areas/areas"
    private static let range: Range<UInt64> = 0x1000_0000_0000..<0x1000_4000_0000

    /// What the real kernel printed at a mark: lines of smaps, of status, of statm.
    struct Sample {
        var smaps: [String] = []
        var status: [String] = []
        var statm: [Int64] = []
    }

    private func samples() throws -> [(mark: String, sample: Sample)] {
        let text = try String(contentsOf: ClaimRun.traces.appending(path: "\(Self.name).trace"), encoding: .utf8)
        var samples: [(mark: String, sample: Sample)] = []
        for line in text.split(separator: "\n") {
            let rest = String(line.dropFirst(3))
            if let mark = line.components(separatedBy: "mark text=").dropFirst().first {
                samples.append((mark, Sample()))
            } else if line.hasPrefix("#s ") {
                samples[samples.count - 1].sample.smaps.append(rest)
            } else if line.hasPrefix("#t ") {
                samples[samples.count - 1].sample.status.append(rest)
            } else if line.hasPrefix("#n ") {
                samples[samples.count - 1].sample.statm = rest.split(separator: " ").map { Int64($0)! }
            }
        }
        return samples
    }

    private func withRun(_ body: (Run) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "areas.sqlite")
        try ClaimRun.replay(Self.name, to: file, checksEveryStep: true)
        try body(try Run(path: file.path))
    }

    /// The areas that the calls made.
    private func areas(_ smaps: String) -> [String] {
        var isInside = false
        return smaps.split(separator: "\n").map(String.init).filter { line in
            if let start = line.split(separator: "-").first.flatMap({ UInt64($0, radix: 16) }) { isInside = Self.range.contains(start) }
            return isInside
        }
    }

    @Test func smapsIsTheKernelsLineByLine() throws {
        try withRun { run in
            for (mark, sample) in try samples() {
                let ours = areas(try run.show(.smaps, pid: 100, at: run.moment("mark:\(mark)")))
                #expect(ours.count == sample.smaps.count, "\(mark)")
                for (our, real) in zip(ours, sample.smaps) where our != real {
                    // The inode of shared memory of no file is any number.
                    if real.hasSuffix("/dev/zero (deleted)"), our.hasSuffix("/dev/zero (deleted)") { continue }
                    Issue.record("\(mark): kernel \(real), model \(our)")
                }
            }
        }
    }

    @Test func theRollupIsTheSumOfTheAreas() throws {
        try withRun { run in
            let moment = try run.moment("mark:forked")
            let areas = try run.show(.smaps, pid: 100, at: moment).split(separator: "\n").map(String.init)
            let rollup = try run.show(.smapsRollup, pid: 100, at: moment).split(separator: "\n").map(String.init)
            #expect(rollup[0].hasSuffix("---p 00000000 00:00 0                              [rollup]"))
            for name in ["Rss", "Shared_Dirty", "Private_Dirty", "Anonymous", "AnonHugePages", "Locked"] {
                func sum(_ lines: [String]) -> Int { lines.filter { $0.hasPrefix("\(name):") }.reduce(0) { $0 + integer($1) } }
                #expect(sum(rollup) == sum(areas) && sum(rollup) > 0, "\(name)")
            }
            #expect(
                rollup.map { $0.prefix { $0 != ":" } }.prefix(7).suffix(6) == [
                    "Rss", "Pss", "Pss_Dirty", "Pss_Anon", "Pss_File", "Pss_Shmem",
                ])
        }
    }

    private func integer(_ line: String) -> Int { Int(line.split(separator: " ")[1])! }

    private func kilobytes(_ lines: [String], _ name: String) -> Int64 {
        lines.first { $0.hasPrefix("\(name):") }.flatMap { Int64($0.split(separator: "\t").last!.split(separator: " ")[0]) } ?? -1
    }

    @Test func statusAndStatmGrowAsTheKernels() throws {
        try withRun { run in
            let all = try samples()
            func text(_ mark: String) throws -> [String] {
                try run.show(.status, pid: 100, at: run.moment("mark:\(mark)")).split(separator: "\n").map(String.init)
            }
            func statm(_ mark: String) throws -> [Int64] {
                try run.show(.statm, pid: 100, at: run.moment("mark:\(mark)")).split { $0 == " " || $0 == "\n" }.map { Int64($0)! }
            }
            let (start, begin) = (all[0].sample, try text("start"))
            #expect(begin.map { $0.prefix { $0 != ":" } } == start.status.map { $0.prefix { $0 != ":" } })
            for (mark, sample) in all.dropFirst() {
                let ours = try text(mark)
                for name in ["VmSize", "VmLck", "VmPin", "VmRSS", "RssAnon", "RssShmem", "VmData", "VmStk", "VmPTE", "VmSwap"] {
                    let real = kilobytes(sample.status, name) - kilobytes(start.status, name)
                    #expect(kilobytes(ours, name) - kilobytes(begin, name) == real, "\(mark) \(name)")
                }
                let (now, before) = (try statm(mark), try statm("start"))
                let growth: [Int64] = zip(now, before).map { $0 - $1 }
                let realGrowth: [Int64] = zip(sample.statm, start.statm).map { $0 - $1 }
                #expect(growth == realGrowth, "\(mark)")
            }
        }
    }
}
