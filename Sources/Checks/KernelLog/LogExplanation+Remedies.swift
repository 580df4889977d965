import Notation
import ReplayAnalysis
import ReplayModel

extension LogExplanation {
    /// What would have helped, each found by trying.
    var remedyText: String {
        guard let remedies else { return "" }
        var lines: [String] = []
        for memory in remedies.memory {
            let amount = memory.mebibytes.map { "\(grouped($0)) MiB more free" } ?? "no amount of free memory alone"
            lines.append("\(memory.zone): \(amount)")
        }
        if let most = remedies.minFree {
            lines.append("vm.min_free_kbytes: at most \(grouped(most)) (in force: about \(grouped(remedies.minFreeNow)))")
        } else {
            lines.append("vm.min_free_kbytes: no value (in force: about \(grouped(remedies.minFreeNow)))")
        }
        if let isMet = remedies.isMetWithoutBoost { lines.append("no boost of the watermarks: \(isMet ? "yes" : "no")") }
        lines.append("no lowmem_reserve: \(remedies.isMetWithoutReserves ? "yes" : "no")")
        lines.append("other zone flags: \(remedies.zones.isEmpty ? "none" : remedies.zones.joined(separator: "; "))")
        if report.request.map({ $0.order > 0 }) == true {
            lines.append(remedies.order.map { "a smaller order: \($0)" } ?? "a smaller order: none, not even a single page")
        }
        return "\nWhat would have met it (each tried with the page allocator, all else alike)\n" + lines.map { "  \($0)\n" }.joined()
            + withMemoryText
    }

    private var withMemoryText: String {
        guard let withMemory else { return "" }
        let amount = Describe.bytes(withMemory.bytes)
        return withMemory.answers.enumerated().map { place, answer in
            // RAM that is added lies above all other.
            let what = place == 0 ? "\(amount) more RAM, in \(answer.zone)," : "\(amount) more free in \(answer.zone)"
            return "  Would \(what) have helped? \(answer.isMet ? "Yes" : "No").\n"
        }.joined()
    }
}
