import Glibc
import Platform
import Replay
import ReplayModel

/// Ends the program with 2 before it takes the machine's memory: one event of a trace may ask for rows without end.
///
/// A thread looks at the resident memory every few milliseconds, so that no part of the model has to count what it takes.
struct MemoryGuard {
    /// Bytes that the program may have in memory.
    let limit: UInt64
    private static let interval: UInt32 = 20_000

    /// Half of the RAM that this process may use.
    static var standard: UInt64 {
        let pages = UInt64(clamping: sysconf(Int32(_SC_PHYS_PAGES)))
        let own = (try? WholeFile.text("/sys/fs/cgroup/memory.max")).flatMap { UInt64($0.filter(\.isNumber)) } ?? .max
        return min(pages * UInt64(sysconf(Int32(_SC_PAGESIZE))), own) / 2
    }

    /// Begins to watch. `place` tells where the replay is.
    func start(_ place: @escaping @Sendable () -> String) {
        let limit = limit
        _ = Thread {
            while true {
                usleep(Self.interval)
                guard Self.residentBytes > limit else { continue }
                Interruption.removeFiles()
                complain("\(place()) needs more memory than the \(limit >> 20) MiB that --max-memory allows")
                _exit(2)
            }
        }
    }

    private static var residentBytes: UInt64 {
        guard let words = (try? WholeFile.text("/proc/self/statm"))?.split(separator: " "), words.count > 1 else { return 0 }
        return (UInt64(words[1]) ?? 0) * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
