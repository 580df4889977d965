import ReplayModel

/// Lists of blocks: doubly linked by frame number through the table. All O(1).
extension FrameTable {
    /// Where a listed block's links stand.
    @inline(__always)
    func links(_ frame: UInt32, order: UInt8) -> UnsafeMutablePointer<FrameLinks> {
        if order == maxOrder {
            return UnsafeMutableRawPointer(info + Int(frame) / chunkFrames).assumingMemoryBound(to: FrameLinks.self)
        }
        return UnsafeMutableRawPointer(record(frame)).assumingMemoryBound(to: FrameLinks.self)
    }

    /// Puts a block first.
    @inline(__always)
    func pushHead(_ frame: UInt32, order: UInt8, on list: UnsafeMutablePointer<FrameList>) {
        let old = list.pointee.head
        links(frame, order: order).pointee = FrameLinks(next: old, previous: noFrame)
        if old == noFrame { list.pointee.tail = frame } else { links(old, order: order).pointee.previous = frame }
        list.pointee.head = frame
        list.pointee.count += 1
    }

    /// Puts a block last.
    @inline(__always)
    func pushTail(_ frame: UInt32, order: UInt8, on list: UnsafeMutablePointer<FrameList>) {
        let old = list.pointee.tail
        links(frame, order: order).pointee = FrameLinks(next: noFrame, previous: old)
        if old == noFrame { list.pointee.head = frame } else { links(old, order: order).pointee.next = frame }
        list.pointee.tail = frame
        list.pointee.count += 1
    }

    /// Takes a block off its list. Precondition: it stands on `list`.
    @inline(__always)
    func remove(_ frame: UInt32, order: UInt8, from list: UnsafeMutablePointer<FrameList>) {
        let link = links(frame, order: order).pointee
        if link.previous == noFrame {
            precondition(list.pointee.head == frame, "block is not on this list")
            list.pointee.head = link.next
        } else {
            links(link.previous, order: order).pointee.next = link.next
        }
        if link.next == noFrame {
            list.pointee.tail = link.previous
        } else {
            links(link.next, order: order).pointee.previous = link.previous
        }
        list.pointee.count -= 1
    }

    /// The blocks of a list, first to last. O(length).
    func blocks(of list: FrameList, order: UInt8) -> [FrameNumber] {
        var blocks: [FrameNumber] = []
        blocks.reserveCapacity(Int(list.count))
        var frame = list.head
        while frame != noFrame {
            precondition(blocks.count < Int(list.count), "list is longer than its count")
            blocks.append(FrameNumber(frame))
            frame = links(frame, order: order).pointee.next
        }
        return blocks
    }
}
