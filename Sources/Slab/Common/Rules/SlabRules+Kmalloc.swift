import TraceFormat

// kmalloc's size classes. Source: include/linux/slab.h and create_kmalloc_caches (mm/slab_common.c).
extension SlabRules {
    /// The classes of a family, in the order in which boot makes them: 96 and 192 first, or 96 right after 64 and 192 after 128.
    func kmallocClasses(of type: KmallocType = .normal) -> [KmallocClass] {
        let powers = (31 - kmallocMinimum.leadingZeroBitCount...largestClass.rawValue).map { KmallocClass($0) }
        let has192 = kmallocMinimum <= 64
        if type == .dma ? oddDMAClassesFirst : oddClassesFirst {
            return (has96 ? [KmallocClass(1)] : []) + (has192 ? [KmallocClass(2)] : []) + powers
        }
        return powers.flatMap { power in
            if power.size == 64 && has96 { return [power, KmallocClass(1)] }
            if power.size == 128 && has192 { return [power, KmallocClass(2)] }
            return [power]
        }
    }

    /// The class that serves a request (kmalloc_index). Precondition: 1 … the largest class's bytes.
    @inline(__always)
    func kmallocClass(size: UInt64) -> KmallocClass {
        if size > 64 && size <= 96 && has96 { return KmallocClass(1) }
        if size > 128 && size <= 192 && kmallocMinimum <= 64 { return KmallocClass(2) }
        return KmallocClass(64 - (max(size, UInt64(kmallocMinimum)) - 1).leadingZeroBitCount)
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

    /// The family that serves a request. A normal one goes to the copy that its call site is hashed to: the kernel
    /// takes the upper four bits of a product of the caller's address and a number drawn at boot (kmalloc_type, 6.18); here the
    /// call site's id stands for its address, and the number is drawn from the profile's seed.
    @inline(__always)
    func kmallocFamily(_ gfp: GfpFlags, caller: NameID?) -> KmallocFamily {
        let type = kmallocType(gfp)
        if randomCopies == 0 || type != .normal { return KmallocFamily(type: type) }
        let mixed = (UInt64(caller?.rawValue ?? 0) ^ randomKmallocSeed) &* 0x61C8_8646_80B5_83EB
        return KmallocFamily(type: .normal, copy: Int(mixed >> 60))
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

    func kmallocName(_ family: KmallocFamily, size: UInt32) -> String {
        shortKmallocNames && size >= 1024 ? "\(family.prefix)\(size / 1024)k" : "\(family.prefix)\(size)"
    }

    /// One of kmalloc's caches, as boot makes it.
    func kmallocCache(_ family: KmallocFamily, _ sizeClass: KmallocClass, name: String, flags: SlabFlags = []) -> BootCache {
        BootCache(
            name: name, objectSize: sizeClass.size, align: kmallocAlign(size: sizeClass.size), flags: family.type.flags.union(flags),
            isExempt: !mergesKmalloc, serves: [(family, sizeClass)])
    }
}
