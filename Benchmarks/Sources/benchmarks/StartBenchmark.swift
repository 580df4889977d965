import Glibc
import Replay
import TraceFormat

/// How long a machine takes to be there, and what it costs before and after pages of it are used.
struct StartBenchmark {
    var rounds = 5

    func run() {
        print("start: a machine after boot, medians of \(rounds) rounds")
        for name in ["i386-1g", "x86_64-24g"] { report(MachineProfile.builtIn(named: name)!, name) }
        report(oneTebibyte, "x86_64, 1 TiB")
    }

    private var oneTebibyte: MachineProfile {
        var profile = MachineProfile.builtIn(named: "x86_64-24g")!
        profile.name = "x86_64-1t"
        profile.ram = [PhysicalRange(0, 1 << 40)]
        let last = profile.zones.count - 1
        profile.zones[last].range = PhysicalRange(profile.zones[last].range.start, 1 << 40)
        return profile
    }

    private func report(_ profile: MachineProfile, _ name: String) {
        var times: [Double] = []
        let before = resident()
        for _ in 1..<rounds { times.append(start(profile, touching: 0).seconds) }
        let (seconds, fresh, used) = start(profile, touching: 100_000)
        times.append(seconds)
        print(
            "  \(padded(name)) \(decimals(times.sorted()[rounds / 2] * 1e3)) ms, \(kibibytes(fresh - before)) KiB; "
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
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, 128, file) != nil else { return 0 }
        let words = String(cString: buffer).split(separator: " ")
        return (Int(words[1]) ?? 0) * Int(getpagesize())
    }

    private func kibibytes(_ bytes: Int) -> Int { bytes / 1024 }
}
