import Notation
import ReplayModel

extension Narrator {
    /// `; 6 of zone HighMem, 0x3f808 to 0x3f80e, 2 of zone Normal, …`: the blocks that a number of rows hands out, by zone in order of
    /// first use, with their lowest and highest frame. Empty where they hand out none.
    func frames(of rows: [StoredRow]) throws -> String {
        var parts: [(zone: ZoneIndex, count: Int, frames: ClosedRange<UInt32>)] = []
        for row in rows where row.table == .page {
            let page = try row.typed(as: PageRow.self)
            guard page.operation == .allocate else { continue }
            let taken = page.frame.rawValue...(page.frame.rawValue + (1 << UInt32(page.order)) - 1)
            if let index = parts.firstIndex(where: { $0.zone == page.zone }) {
                let whole = parts[index].frames
                parts[index].count += 1
                parts[index].frames = min(whole.lowerBound, taken.lowerBound)...max(whole.upperBound, taken.upperBound)
            } else {
                parts.append((page.zone, 1, taken))
            }
        }
        return parts.enumerated().map { index, part in
            (index == 0 ? "; " : ", ")
                + "\(grouped(part.count)) of \(zone(part.zone)), 0x\(part.frames.lowerBound.hex()) to 0x\(part.frames.upperBound.hex())"
        }.joined()
    }
}
