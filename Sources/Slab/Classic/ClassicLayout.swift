import ReplayModel

/// How the slabs of a SLAB cache are laid out.
///
/// Invariants: objects × size + (front, back: managementBytes) + (colours × colourOff) ≤ 4096 << order, objects ≥ 1;
/// colourOff is a multiple of align.
struct ClassicLayout: Sendable, Equatable {
    /// Where the list of free objects stands.
    enum Management: UInt8, Sendable {
        /// Before the objects, so that colouring shifts it too.
        case front
        /// At the slab's very end.
        case back
        /// In one of the free objects.
        case inObject
        /// In an object of a kmalloc cache.
        case offSlab
    }

    var objectSize: UInt32
    /// Bytes from one object to the next.
    var size: UInt32
    var align: UInt32
    var order: UInt8 = 0
    var objects: UInt32 = 0
    /// Unused bytes of a slab, colours that fit them, and bytes from one colour to the next.
    var leftOver: UInt32 = 0
    var colours: UInt32 = 0
    var colourOff: UInt32
    var management = Management.back
    var managementBytes: UInt32 = 0

    /// What all algorithms have of it; a CPU's array holds `limit` objects.
    func geometry(limit: UInt32) -> CacheGeometry {
        CacheGeometry(objectSize: objectSize, size: size, align: align, order: order, objects: objects, cpuPartial: limit)
    }
}

// kmem_cache_create's arithmetic: calculate_slab_order, cache_estimate, set_objfreelist_slab_cache, set_off_slab_cache,
// set_on_slab_cache. Source: mm/slab.c of 2.6.32, 3.10, 4.4 and 6.1.
extension ClassicRules {
    /// The most objects of a slab whose list has bytes (SLAB_OBJ_MAX_NUM), and the smallest such object (SLAB_OBJ_MIN_SIZE).
    private static let mostByByte: UInt32 = 255
    private static let leastByByte: UInt32 = 16

    /// The layout of a cache. Precondition: an object fits the largest block (`SlabAllocator.admits`).
    func layout(objectSize: UInt32, align wish: UInt32, flags: SlabFlags) -> ClassicLayout {
        let align = max(common.alignment(objectSize: objectSize, wish: wish, flags: flags), common.pointerSize)
        let words = SlabRules.roundUp(objectSize, to: common.pointerSize)
        var size = SlabRules.roundUp(words, to: align)
        if form != .linked && size < Self.leastByByte { size = SlabRules.roundUp(Self.leastByByte, to: align) }
        let plan = ClassicLayout(objectSize: objectSize, size: size, align: align, colourOff: max(common.cacheLine, align))
        var layout = form == .back ? laidOutByte(plan, flags) : laidOutFront(plan, flags, mayGoOff: words >= leastOffSlab)
        precondition(layout.objects > 0, "an object of \(objectSize) bytes fits no slab")
        layout.colours = layout.leftOver / layout.colourOff
        return layout
    }

    /// Objects from this size on have their list off the slab (PAGE_SIZE >> 3; 4.4: OFF_SLAB_MIN_SIZE, PAGE_SIZE >> 5).
    private var leastOffSlab: UInt32 { form == .linked ? 512 : max(128, common.kmallocMinimum + 1) }

    /// Since 4.6: in a free object where that may be, else off the slab where that pays, else behind the objects.
    private func laidOutByte(_ plan: ClassicLayout, _ flags: SlabFlags) -> ClassicLayout {
        if flags.isDisjoint(with: [.constructor, .typesafeByRCU]), let inside = search(plan, .inObject, flags),
            inside.objects <= plan.objectSize
        {
            return inside
        }
        if !flags.contains(.noLeakTrace), let off = search(plan, .offSlab, flags), off.leftOver < off.objects { return off }
        return search(plan, .back, flags) ?? plan
    }

    /// Up to 4.5: large objects off the slab, unless what is left over holds the list anyway.
    private func laidOutFront(_ plan: ClassicLayout, _ flags: SlabFlags, mayGoOff: Bool) -> ClassicLayout {
        guard mayGoOff && !flags.contains(.noLeakTrace) else { return search(plan, .front, flags) ?? plan }
        guard var layout = search(plan, .offSlab, flags) else { return plan }
        let onSlab = frontBytes(layout.objects, layout.align)
        if layout.leftOver >= onSlab {
            layout.management = .front
            layout.leftOver -= onSlab
            layout.managementBytes = onSlab
        }
        return layout
    }

    /// The first acceptable order; a larger one only while more than an eighth of the slab is left over.
    private func search(_ plan: ClassicLayout, _ management: ClassicLayout.Management, _ flags: SlabFlags) -> ClassicLayout? {
        var found: ClassicLayout?
        for order in 0...SlabRules.largestOrder {
            let bytes = UInt32(pageSize) << UInt32(order)
            let objects = count(plan, management, bytes)
            if objects == 0 { continue }
            if form != .linked && objects > Self.mostByByte { break }
            if management == .offSlab {
                if form != .back && objects > offSlabLimit(plan.size) { break }
                if form == .back && slotSize(kmalloc: objects) > plan.objectSize / 2 { continue }
            }
            var layout = plan
            layout.order = order
            layout.objects = objects
            layout.management = management
            layout.managementBytes = managementBytes(objects, management, plan.align)
            layout.leftOver = bytes - objects * plan.size - (management == .front || management == .back ? layout.managementBytes : 0)
            found = layout
            if flags.contains(.reclaimAccount) || order >= maximumOrder || layout.leftOver * 8 <= bytes { break }
        }
        return found
    }

    /// Objects that fit a block (cache_estimate).
    private func count(_ plan: ClassicLayout, _ management: ClassicLayout.Management, _ bytes: UInt32) -> UInt32 {
        switch management {
        case .inObject, .offSlab: return bytes / plan.size
        case .back: return bytes / (plan.size + 1)
        case .front:
            let fixed = form == .linked ? descriptorBytes : 0
            if bytes < fixed { return 0 }
            var objects = (bytes - fixed) / (plan.size + (form == .linked ? 4 : 1))
            if objects > 0 && frontBytes(objects, plan.align) + objects * plan.size > bytes { objects -= 1 }
            return objects
        }
    }

    private func managementBytes(_ objects: UInt32, _ management: ClassicLayout.Management, _ align: UInt32) -> UInt32 {
        switch management {
        case .front: frontBytes(objects, align)
        case .back, .inObject: objects
        case .offSlab: form == .linked ? descriptorBytes + 4 * objects : objects
        }
    }

    /// Bytes of the list before the objects.
    private func frontBytes(_ objects: UInt32, _ align: UInt32) -> UInt32 {
        SlabRules.roundUp(form == .linked ? descriptorBytes + 4 * objects : objects, to: align)
    }

    /// A slab with more objects could need itself to describe itself.
    private func offSlabLimit(_ size: UInt32) -> UInt32 {
        form == .linked ? (size - min(size, descriptorBytes)) / 4 : size
    }

    /// Bytes of a slot of the kmalloc cache that serves `size` bytes: kmalloc's caches are aligned to the cache line.
    private func slotSize(kmalloc size: UInt32) -> UInt32 {
        let bytes = common.kmallocClass(size: UInt64(size)).size
        let line = common.alignment(objectSize: bytes, wish: common.kmallocAlign(size: bytes), flags: .hardwareCacheAlign)
        return SlabRules.roundUp(bytes, to: line)
    }
}
