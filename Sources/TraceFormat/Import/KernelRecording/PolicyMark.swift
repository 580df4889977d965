/// A mark by which a program tells its memory policy, which no tracepoint does (the arguments of set_mempolicy and mbind are pointers):
/// `GT policy PID MODE mask HEX rc 0 range START PAGES`. MODE `mbind` binds the range, every other the process.
struct PolicyMark {
    private var process: Int32
    private var isRange: Bool
    private var mode: UInt64
    private var nodes: UInt64
    private var range: (start: UInt64, pages: UInt64)

    init?(_ text: String) {
        guard text.hasPrefix("GT policy ") else { return nil }
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 11, let process = Int32(words[2]), words[4] == "mask", let nodes = UInt64(words[5], radix: 16),
            words[6] == "rc", words[7] == "0", words[8] == "range", let start = UInt64(words[9], radix: 16), let pages = UInt64(words[10])
        else { return nil }
        isRange = words[3] == "mbind"
        guard let mode = EventKind.memoryPolicies.firstIndex(of: isRange ? "bind" : words[3]) else { return nil }
        (self.process, self.nodes, range) = (process, nodes, (start, pages))
        self.mode = UInt64(mode)
    }

    func event(like mark: TraceEvent) -> TraceEvent {
        var event = TraceEvent(
            isRange ? .mbind : .setMempolicy, time: mark.time, cpu: mark.cpu, task: process, line: mark.line, source: mark.source)
        event.set(.mode, mode)
        event.set(.nodes, nodes)
        if isRange {
            event.set(.ptr, range.start)
            event.set(.length, range.pages << 12)
        }
        return event
    }
}
