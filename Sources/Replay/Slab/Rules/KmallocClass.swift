import ReplayModel
import TraceFormat

/// Which of kmalloc's families of caches serves a request.
enum KmallocType: Int, CaseIterable, Sendable {
    case normal, accounted, reclaimable, dma

    /// What stands before the size in the cache's name.
    var prefix: String {
        switch self {
        case .normal: "kmalloc-"
        case .accounted: "kmalloc-cg-"
        case .reclaimable: "kmalloc-rcl-"
        case .dma: "dma-kmalloc-"
        }
    }

    var flags: SlabFlags {
        switch self {
        case .normal: []
        case .accounted: .account
        case .reclaimable: .reclaimAccount
        case .dma: .cacheDMA
        }
    }
}

/// A family of kmalloc's caches, or one of the copies of the normal family (CONFIG_RANDOM_KMALLOC_CACHES).
struct KmallocFamily: Sendable {
    var type: KmallocType
    /// 0: the family itself; 1 … 15: a copy.
    var copy = 0

    /// Where its caches stand in a table of all families: types first, then copies.
    var row: Int { copy == 0 ? type.rawValue : KmallocType.allCases.count - 1 + copy }

    var prefix: String { copy == 0 ? type.prefix : "kmalloc-rnd-\(copy < 10 ? "0" : "")\(copy)-" }
}

// kmalloc's size classes. Source: include/linux/slab.h and create_kmalloc_caches (mm/slab_common.c).
extension SlabRules {
    /// Requests above this go straight to the page allocator: two pages (KMALLOC_MAX_CACHE_SIZE of SLUB).
    static let largestClass: UInt64 = 8192
    /// Requests above this fail at once: KMALLOC_MAX_SIZE, the largest block.
    static let largestRequest: UInt64 = pageSize << UInt64(orderCount - 1)
    /// Class numbers are the kernel's: 1 is 96, 2 is 192, n from 3 is 2^n bytes.
    static let classCount = 14

    /// The classes of a family, in the order in which boot makes them: 96 and 192 first, or 96 right after 64 and 192 after 128.
    func kmallocClasses(of type: KmallocType = .normal) -> [Int] {
        let lowest = 31 - kmallocMinimum.leadingZeroBitCount
        let between = (kmallocMinimum <= 32 ? [1] : []) + (kmallocMinimum <= 64 ? [2] : [])
        if type == .dma ? oddDMAClassesFirst : oddClassesFirst { return between + Array(lowest..<Self.classCount) }
        return (lowest..<Self.classCount).flatMap { index -> [Int] in
            if index == 6 && kmallocMinimum <= 32 { return [6, 1] }
            if index == 7 && kmallocMinimum <= 64 { return [7, 2] }
            return [index]
        }
    }

    static func classSize(_ index: Int) -> UInt32 { index == 1 ? 96 : index == 2 ? 192 : 1 << UInt32(index) }

    /// The class that serves a request of 1 … 8192 bytes.
    @inline(__always)
    func kmallocClass(size: UInt64) -> Int {
        if size > 64 && size <= 96 && kmallocMinimum <= 32 { return 1 }
        if size > 128 && size <= 192 && kmallocMinimum <= 64 { return 2 }
        return 64 - (max(size, UInt64(kmallocMinimum)) - 1).leadingZeroBitCount
    }

    /// The families that exist, in the order in which boot makes them (enum kmalloc_cache_type, include/linux/slab.h).
    var kmallocTypes: [KmallocType] {
        let order: [KmallocType] = accountedKmallocLast ? [.normal, .reclaimable, .dma, .accounted] : KmallocType.allCases
        return order.filter { type in
            switch type {
            case .normal: true
            case .accounted: hasAccountedKmalloc
            case .reclaimable: hasReclaimableKmalloc
            case .dma: hasDMAKmalloc
            }
        }
    }

    /// The same with the copies, which stand behind the normal family.
    var kmallocFamilies: [KmallocFamily] {
        kmallocTypes.flatMap { type in (0...(type == .normal ? randomCopies : 0)).map { KmallocFamily(type: type, copy: $0) } }
    }

    /// The row of the family that serves a request. A normal one goes to the copy that its call site is hashed to: the kernel
    /// takes the upper four bits of a product of the caller's address and a number drawn at boot (kmalloc_type, 6.18); here the
    /// call site's id stands for its address, and the number is drawn from the profile's seed.
    @inline(__always)
    func kmallocRow(_ gfp: GfpFlags, caller: NameID?) -> Int {
        let type = kmallocType(gfp)
        if randomCopies == 0 || type != .normal { return type.rawValue }
        let mixed = (UInt64(caller?.rawValue ?? 0) ^ randomKmallocSeed) &* 0x61C8_8646_80B5_83EB
        return KmallocFamily(type: .normal, copy: Int(mixed >> 60)).row
    }

    /// The family for a request's flags: DMA before reclaimable before accounted (kmalloc_type).
    @inline(__always)
    func kmallocType(_ gfp: GfpFlags) -> KmallocType {
        if gfp.isDisjoint(with: [.dma, .reclaimable, .account]) { return .normal }
        if gfp.contains(.dma) && hasDMAKmalloc { return .dma }
        if gfp.contains(.reclaimable) && hasReclaimableKmalloc { return .reclaimable }
        return gfp.contains(.account) && hasAccountedKmalloc ? .accounted : .normal
    }

    /// The alignment that boot asks for when it makes a class.
    func kmallocAlign(size: UInt32) -> UInt32 {
        let least = max(kmallocMinimum, minimumAlign)
        switch kmallocAlign {
        case .minimum: return least
        case .powersOfTwo: return size.nonzeroBitCount == 1 ? max(least, size) : least
        case .divisors: return max(least, 1 << UInt32(size.trailingZeroBitCount))
        }
    }

    func kmallocName(_ type: KmallocType, size: UInt32) -> String { kmallocName(KmallocFamily(type: type), size: size) }

    func kmallocName(_ family: KmallocFamily, size: UInt32) -> String {
        shortKmallocNames && size >= 1024 ? "\(family.prefix)\(size / 1024)k" : "\(family.prefix)\(size)"
    }
}
