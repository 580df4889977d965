import Pages
import ProcFiles
import ReplayModel
import TraceFormat

/// A request of a kernel log in the model's terms.
struct LogRequest {
    var order: Int
    var gfp: GfpFlags
    /// What could not be read of the flags; nil: nothing.
    var problem: String?

    /// nil: the report has no request.
    init?(_ report: MemoryReport) {
        guard let request = report.request else { return nil }
        order = request.order
        if let names = request.names {
            let words = GfpWords(names)
            gfp = GfpFlags(rawValue: words.flags)
            if !words.isWhole { problem = "flags that are not known stand among \(names)" }
        } else {
            gfp = Self.flags(request.mask, report)
        }
        // Without a zone DMA32 (32 bit) GFP_DMA32 means the zone above (OPT_ZONE_DMA32, include/linux/gfp.h of Linux 6.1).
        if !report.zoneKinds.contains(.dma32) { gfp.remove(.dma32) }
    }

    /// Numbers of kernels before 4.6, which printed no names. 4.4 has __GFP_WAIT in two (include/linux/gfp.h of Linux 2.6.32, 3.10 and 4.4).
    private static func flags(_ mask: UInt64, _ report: MemoryReport) -> GfpFlags {
        let isSplit = report.version.map { $0.major > 4 || ($0.major == 4 && $0.minor >= 4) } ?? (mask & 0x240_0000 == 0x240_0000)
        var flags = GfpFlags()
        for (bit, flag) in common + (isSplit ? split : joined) where mask & bit != 0 { flags.formUnion(flag) }
        if !isSplit, mask & 0x10 == 0 {
            flags.insert(.kswapdReclaim)
            // Who may not sleep may go deeper into the reserves.
            if mask & 0x40_0000 == 0 { flags.insert(.atomicContext) }
        }
        return flags
    }

    private static let common: [(UInt64, GfpFlags)] = [
        (0x1, .dma), (0x2, .highmem), (0x4, .dma32), (0x8, .movable), (0x20, .high), (0x40, .io), (0x80, .fs), (0x200, .noWarn),
        (0x400, .retryMayFail), (0x800, .noFail), (0x1000, .noRetry), (0x2000, .memalloc), (0x4000, .compound), (0x8000, .zero),
        (0x1_0000, .noMemalloc), (0x2_0000, .hardwall), (0x4_0000, .thisNode), (0x100_0000, .write),
    ]
    private static let joined: [(UInt64, GfpFlags)] = [(0x10, .reclaim), (0x8_0000, .reclaimable)]
    private static let split: [(UInt64, GfpFlags)] = [
        (0x10, .reclaimable), (0x8_0000, .atomicContext), (0x40_0000, .directReclaim), (0x200_0000, .kswapdReclaim),
    ]

    var migratetype: UInt8 { UInt8(gfp.rawValue >> 3 & 3) }

    /// What the page allocator can be asked; nil: no block is that large, or nothing was asked for.
    var pageRequest: PageRequest? { request(order: order, gfp: gfp) }

    func request(order: Int, gfp: GfpFlags) -> PageRequest? {
        guard (0...Int(maxOrder)).contains(order) else { return nil }
        return PageRequest(order: UInt8(order), gfp: gfp, owner: FrameOwner(.kernel))
    }
}
