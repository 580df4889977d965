import Pages

/// Frames that locked areas map, each once.
struct LockedFrames {
    private var seen: Set<UInt32> = []
    private var frames: [(frame: UInt32, isFile: Bool)] = []

    mutating func add(_ frame: UInt32, isFile: Bool) {
        if seen.insert(frame).inserted { frames.append((frame, isFile)) }
    }

    func count(in zone: ZoneReport) -> (all: UInt64, anonymous: UInt64) {
        var result = (all: UInt64(0), anonymous: UInt64(0))
        let first = UInt64(zone.start.rawValue)
        for (frame, isFile) in frames where first <= UInt64(frame) && UInt64(frame) < first + zone.spanned {
            result.all += 1
            if !isFile { result.anonymous += 1 }
        }
        return result
    }
}
