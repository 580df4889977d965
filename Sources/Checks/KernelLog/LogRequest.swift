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
            // Kernels before 4.6 print no names.
            gfp = GfpFlags(rawValue: GfpWords(mask: UInt32(truncatingIfNeeded: request.mask), release: report.release).flags)
        }
        // Without a zone DMA32 (32 bit) GFP_DMA32 means the zone above (OPT_ZONE_DMA32, include/linux/gfp.h of Linux 6.1).
        if !report.zoneKinds.contains(.dma32) { gfp.remove(.dma32) }
    }

    var migratetype: UInt8 { UInt8(gfp.rawValue >> 3 & 3) }

    /// What the page allocator can be asked; nil: no block is that large, or nothing was asked for.
    var pageRequest: PageRequest? { request(order: order, gfp: gfp) }

    func request(order: Int, gfp: GfpFlags) -> PageRequest? {
        guard (0...Int(maxOrder)).contains(order) else { return nil }
        return PageRequest(order: UInt8(order), gfp: gfp, owner: FrameOwner(.kernel))
    }
}
