import ReplayModel
import TraceFormat

/// The invariants of `PhysicalMemory`, `Zone`, `PerCPUPages` and `FrameTable`.
extension PhysicalMemory {
    /// Traps when an invariant does not hold. O(touched frames + chunks + listed blocks).
    public func checkInvariants() {
        var allocated = [UInt64](repeating: 0, count: zoneIndices.count)
        var listed = [UInt64](repeating: 0, count: zoneIndices.count)
        var pcpPages = [UInt64](repeating: 0, count: zoneIndices.count)
        var recount = OwnedPages()
        for chunk in 0..<frames.chunkCount {
            guard let records = frames.records[chunk] else {
                if frames.info[chunk].kind == .free { listed[Int(frames.info[chunk].zone.rawValue)] += UInt64(chunkFrames) }
                precondition(frames.info[chunk].kind != .mixed, "a mixed chunk has records")
                continue
            }
            var index = 0
            while index < chunkFrames {
                let block = records[index]
                checkBlock(records, index, chunk: chunk)
                let size = UInt64(1) << UInt64(block.order)
                switch block.state {
                case .allocated:
                    allocated[Int(block.zone.rawValue)] += size
                    recount.add(block.ownerKind, order: block.order)
                case .free: listed[Int(block.zone.rawValue)] += size
                case .perCPU: pcpPages[Int(block.zone.rawValue)] += size
                case .body, .reserved, .hole: break
                }
                index += Int(size)
            }
        }
        for zone in zoneIndices {
            let number = Int(zone.rawValue)
            precondition(zones[zone].free == listed[number], "free pages equal the free blocks")
            precondition(zones[zone].perCPU == pcpPages[number], "per-CPU pages equal the blocks on per-CPU lists")
            precondition(zones[zone].managed == allocated[number] + listed[number] + pcpPages[number], "every managed frame has one owner")
            checkLists(zone)
            let uncounted = (0..<cpus).map { perCPU[pcpIndex(zone, $0)].uncounted }
            precondition(uncounted.reduce(0, +) == zones[zone].uncounted, "what CPUs keep from the counter adds up")
            precondition(
                uncounted.allSatisfy { $0.magnitude <= ZoneLimits.largestCountThreshold }, "a CPU keeps no more than the threshold")
        }
        for kind in OwnerKind.allCases { precondition(owned[kind] == recount[kind], "pages by owner equal the blocks") }
    }

    /// A block is aligned, has no head inside, and no free buddy that it should have merged with.
    private func checkBlock(_ records: UnsafeMutablePointer<FrameRecord>, _ index: Int, chunk: Int) {
        let block = records[index]
        precondition(block.state != .body, "every frame belongs to a block")
        precondition(index & ((1 << Int(block.order)) - 1) == 0, "a block is aligned to its size")
        for inside in (index + 1)..<max(index + 1, index + (1 << Int(block.order))) {
            precondition(records[inside].state == .body, "a frame belongs to one block")
            precondition(records[inside].zone == block.zone, "a block lies in one zone")
        }
        if block.state != .allocated { precondition(block.mapCount == 0, "only allocated frames are mapped") }
        guard block.state == .free, block.order < min(maxOrder, pageblockOrder) else { return }
        let buddy = records[index ^ (1 << Int(block.order))]
        precondition(
            buddy.state != .free || buddy.order != block.order || buddy.zone != block.zone, "free buddies are merged")
    }

    private func checkLists(_ zone: ZoneIndex) {
        var pages: UInt64 = 0
        for order in 0...maxOrder {
            var blocks: UInt32 = 0
            for type in 0..<UInt8(migratetypeCount) {
                let list = list(zone, order, type).pointee
                blocks += list.count
                check(list, order: order, state: .free, zone: zone) { $0.migratetype == type }
            }
            precondition(blocks == zones[zone].blocksFree[Int(order)], "free counts equal the lists")
            pages += UInt64(blocks) << UInt64(order)
        }
        precondition(pages == zones[zone].free, "free pages equal the lists")
        var pcpPages: UInt64 = 0
        for cpu in 0..<cpus {
            let pcp = pcpIndex(zone, cpu)
            var count: UInt32 = 0
            for index in 0..<PerCPUPages.listCount {
                let list = list(pcp: pcp, index).pointee
                count += list.count << UInt32(order(ofList: index))
                check(list, order: order(ofList: index), state: .perCPU, zone: zone) { $0.ownerID == UInt32(cpu) }
            }
            precondition(count == perCPU[pcp].count, "a stock's count equals its lists")
            pcpPages += UInt64(count)
        }
        precondition(pcpPages == zones[zone].perCPU, "per-CPU pages equal the stocks")
    }

    /// A list's links agree both ways and its blocks say that they stand there.
    private func check(
        _ list: FrameList, order: UInt8, state: FrameState, zone: ZoneIndex, _ holds: (FrameRecord) -> Bool
    ) {
        var frame = list.head
        var previous = noFrame
        var count: UInt32 = 0
        while frame != noFrame {
            let block = frames.peek(frame)
            precondition(block.state == state && block.order == order && block.zone == zone && holds(block), "listed block")
            precondition(order == maxOrder || frames.links(frame, order: order).pointee.previous == previous, "links agree")
            previous = frame
            frame = order == maxOrder ? frames.info[Int(frame) / chunkFrames].links.next : block.links.next
            count += 1
            precondition(count <= list.count, "list is longer than its count")
        }
        precondition(count == list.count && list.tail == previous, "list ends at its tail")
    }
}
