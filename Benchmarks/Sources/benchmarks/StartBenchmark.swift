import Foundation
import Pages
import ReplayModel
import TraceFormat

/// How long a machine takes to be there, and what it costs before and after pages of it are used.
struct StartBenchmark: Benchmark {
    static let name = "start"
    static let about = "a machine after boot, and with 100,000 of its pages taken"

    var rounds = 5

    func run(into table: inout ResultTable) {
        for name in ["i386-1g", "x86_64-24g"] { report(MachineProfile.builtIn(named: name)!, name, &table) }
        report(oneTebibyte, "x86_64, 1 TiB", &table)
    }

    private var oneTebibyte: MachineProfile {
        var profile = MachineProfile.builtIn(named: "x86_64-24g")!
        profile.name = "x86_64-1t"
        profile.ram = [PhysicalRange(0, 1 << 40)]
        let last = profile.zones.count - 1
        profile.zones[last].range = PhysicalRange(profile.zones[last].range.start, 1 << 40)
        return profile
    }

    private func report(_ profile: MachineProfile, _ name: String, _ table: inout ResultTable) {
        var times: [Double] = []
        let before = resident()
        for _ in 1..<rounds { times.append(start(profile, touching: 0).seconds) }
        let (seconds, fresh, used) = start(profile, touching: 100_000)
        times.append(seconds)
        table.note(
            "\(padded(name)) \(decimals(times.sorted()[rounds / 2] * 1e3)) ms, \(kibibytes(fresh - before)) KiB; "
                + "\(kibibytes(used - before)) KiB after 100,000 pages were taken")
    }

    /// Seconds, and the resident set in bytes after the start and after so many pages were taken.
    private func start(_ profile: MachineProfile, touching pages: Int) -> (seconds: Double, fresh: Int, used: Int) {
        let begin = ContinuousClock.now
        var memory = PhysicalMemory(profile: profile)
        let time = seconds(since: begin)
        let fresh = resident()
        var log = TransitionLog()
        for index in 0..<pages {
            _ = memory.allocate(PageRequest(order: 0, gfp: .highUserMovable, owner: FrameOwner(.kernel)), log: &log)
            if index % 1024 == 0 { log.removeRows() }
        }
        return (time, fresh, resident())
    }

    /// This process's resident set (second field of /proc/self/statm).
    private func resident() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let words = text.split(separator: " ")
        return (Int(words[1]) ?? 0) * Int(getpagesize())
    }

    private func kibibytes(_ bytes: Int) -> Int { bytes / 1024 }
}
