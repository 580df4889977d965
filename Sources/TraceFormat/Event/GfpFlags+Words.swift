import Notation

extension GfpFlags {
    /// The flags by the kernel's names, joined by `|`; `0` for none, what has no name as a number (include/trace/events/mmflags.h of 6.1).
    public var words: String {
        var rest = self
        var names: [String] = []
        for (flags, name) in Self.names where rest.isSuperset(of: flags) {
            names.append(name)
            rest.subtract(flags)
        }
        if !rest.isEmpty { names.append("0x" + rest.rawValue.hex()) }
        return names.isEmpty ? "0" : names.joined(separator: "|")
    }

    /// In the order in which the kernel looks for them, so that sums come before their parts.
    package static let names: [(flags: GfpFlags, name: String)] = [
        (.highUserMovable, "GFP_HIGHUSER_MOVABLE"), (.highUser, "GFP_HIGHUSER"), (.user, "GFP_USER"),
        (.kernelAccount, "GFP_KERNEL_ACCOUNT"), (.kernel, "GFP_KERNEL"), (.kernel.subtracting(.fs), "GFP_NOFS"), (.atomic, "GFP_ATOMIC"),
        (.reclaim, "GFP_NOIO"), (.kswapdReclaim, "GFP_NOWAIT"), (.dma, "GFP_DMA"), (.highmem, "__GFP_HIGHMEM"),
        (.dma32, "GFP_DMA32"), (.high, "__GFP_HIGH"), (.atomicContext, "__GFP_ATOMIC"), (.io, "__GFP_IO"), (.fs, "__GFP_FS"),
        (.noWarn, "__GFP_NOWARN"), (.retryMayFail, "__GFP_RETRY_MAYFAIL"), (.noFail, "__GFP_NOFAIL"), (.noRetry, "__GFP_NORETRY"),
        (.compound, "__GFP_COMP"), (.zero, "__GFP_ZERO"), (.noMemalloc, "__GFP_NOMEMALLOC"), (.memalloc, "__GFP_MEMALLOC"),
        (.hardwall, "__GFP_HARDWALL"), (.thisNode, "__GFP_THISNODE"), (.reclaimable, "__GFP_RECLAIMABLE"),
        (.movable, "__GFP_MOVABLE"), (.account, "__GFP_ACCOUNT"), (.write, "__GFP_WRITE"), (.directReclaim, "__GFP_DIRECT_RECLAIM"),
    ]
}
