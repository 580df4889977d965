/// How a page allocation may behave and from where it may come.
///
/// The bits are those of Linux 6.1 (include/linux/gfp_types.h) so that raw numbers in recordings of that age can be read;
/// other generations' recordings name the flags and are read by name.
public struct GfpFlags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let dma = GfpFlags(rawValue: 0x01)
    public static let highmem = GfpFlags(rawValue: 0x02)
    public static let dma32 = GfpFlags(rawValue: 0x04)
    public static let movable = GfpFlags(rawValue: 0x08)
    public static let reclaimable = GfpFlags(rawValue: 0x10)
    public static let high = GfpFlags(rawValue: 0x20)
    public static let io = GfpFlags(rawValue: 0x40)
    public static let fs = GfpFlags(rawValue: 0x80)
    public static let zero = GfpFlags(rawValue: 0x100)
    public static let atomicContext = GfpFlags(rawValue: 0x200)
    public static let directReclaim = GfpFlags(rawValue: 0x400)
    public static let kswapdReclaim = GfpFlags(rawValue: 0x800)
    public static let write = GfpFlags(rawValue: 0x1000)
    public static let noWarn = GfpFlags(rawValue: 0x2000)
    public static let retryMayFail = GfpFlags(rawValue: 0x4000)
    public static let noFail = GfpFlags(rawValue: 0x8000)
    public static let noRetry = GfpFlags(rawValue: 0x10000)
    public static let memalloc = GfpFlags(rawValue: 0x20000)
    public static let compound = GfpFlags(rawValue: 0x40000)
    public static let noMemalloc = GfpFlags(rawValue: 0x80000)
    public static let hardwall = GfpFlags(rawValue: 0x100000)
    public static let thisNode = GfpFlags(rawValue: 0x200000)
    public static let account = GfpFlags(rawValue: 0x400000)
    public static let zeroTags = GfpFlags(rawValue: 0x800000)
    public static let skipKasanZero = GfpFlags(rawValue: 0x1000000)
    public static let skipKasanUnpoison = GfpFlags(rawValue: 0x2000000)
    public static let skipKasanPoison = GfpFlags(rawValue: 0x4000000)

    public static let reclaim: GfpFlags = [.directReclaim, .kswapdReclaim]
    public static let kernel: GfpFlags = [.directReclaim, .kswapdReclaim, .io, .fs]
    public static let atomic: GfpFlags = [.high, .atomicContext, .kswapdReclaim]
    public static let kernelAccount: GfpFlags = [.kernel, .account]
    public static let user: GfpFlags = [.kernel, .hardwall]
    public static let highUser: GfpFlags = [.user, .highmem]
    public static let highUserMovable: GfpFlags = [.highUser, .movable]
}

/// What kind of memory a page block serves; numbers as in Linux 6.1 with CMA and isolation off or on (mmzone.h),
/// and as in recorded `migratetype=` fields.
public enum Migratetype: UInt8, CaseIterable, Sendable {
    case unmovable = 0
    case movable = 1
    case reclaimable = 2
    case highAtomic = 3
    case isolate = 4
    case cma = 5
}

/// mmap's flags that change what the model does; bits as on Linux x86 (asm-generic/mman-common.h).
public struct MapFlags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let shared = MapFlags(rawValue: 0x01)
    public static let `private` = MapFlags(rawValue: 0x02)
    public static let fixed = MapFlags(rawValue: 0x10)
    public static let anonymous = MapFlags(rawValue: 0x20)
    public static let growsDown = MapFlags(rawValue: 0x100)
    public static let denyWrite = MapFlags(rawValue: 0x800)
    public static let locked = MapFlags(rawValue: 0x2000)
    public static let noReserve = MapFlags(rawValue: 0x4000)
    public static let populate = MapFlags(rawValue: 0x8000)
    public static let nonBlock = MapFlags(rawValue: 0x10000)
    public static let stack = MapFlags(rawValue: 0x20000)
    public static let fixedNoReplace = MapFlags(rawValue: 0x100000)
}
