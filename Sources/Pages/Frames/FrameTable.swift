import ReplayModel

/// Every page frame of the machine, from frame 0, in chunks of 1024 that come into being when they are touched.
///
/// A chunk is one MAX_ORDER block of addresses, so a block and its buddy always lie in one chunk. A chunk that is wholly
/// free, reserved or no RAM at all is *implicit*: it has no records, and `ChunkInfo` says what they would be. The links
/// of free blocks of the largest order stand in `ChunkInfo`, so that such a block can be listed without records. A
/// machine of 1 TiB starts with 262,144 implicit chunks of 16 bytes and a pointer each.
///
/// Invariants:
/// - records[c] == nil ⇔ info[c].kind != .mixed;
/// - every frame of a mixed chunk belongs to exactly one block: exactly one record at or below it, not `body`, covers it.
package struct FrameTable: ~Copyable {
    /// Frames 0 ..< frameCount have a place; a multiple of 1024.
    let frameCount: UInt32
    package let records: UnsafeMutablePointer<UnsafeMutablePointer<FrameRecord>?>
    let info: UnsafeMutablePointer<ChunkInfo>
    private let storage: Storage

    package var chunkCount: Int { Int(frameCount) / chunkFrames }

    /// A table in which no frame is RAM. Precondition: `frames` fit the 32-bit frame number with room for `noFrame`.
    init(frames: UInt64) {
        precondition(frames <= UInt64(UInt32.max) - UInt64(chunkFrames), "more RAM than frame numbers")
        let chunks = (Int(frames) + chunkFrames - 1) / chunkFrames
        frameCount = UInt32(chunks * chunkFrames)
        records = .allocate(capacity: chunks)
        records.initialize(repeating: nil, count: chunks)
        info = .allocate(capacity: chunks)
        info.initialize(repeating: ChunkInfo(), count: chunks)
        storage = Storage(records: records, info: info, chunks: chunks)
    }

    /// Frees the table's memory when the table goes. Nothing else touches it: the hot path uses the pointers.
    ///
    /// A `deinit` of the struct itself would do, but Swift 6.3.1 calls it with wrong fields when another module, optimised
    /// across modules, destroys a value that holds such a struct.
    private final class Storage {
        let records: UnsafeMutablePointer<UnsafeMutablePointer<FrameRecord>?>
        let info: UnsafeMutablePointer<ChunkInfo>
        let chunks: Int

        init(
            records: UnsafeMutablePointer<UnsafeMutablePointer<FrameRecord>?>, info: UnsafeMutablePointer<ChunkInfo>, chunks: Int
        ) {
            self.records = records
            self.info = info
            self.chunks = chunks
        }

        deinit {
            for chunk in 0..<chunks { records[chunk]?.deallocate() }
            records.deallocate()
            info.deallocate()
        }
    }
}

/// What an implicit chunk is.
enum ChunkKind: UInt8 {
    case hole, reserved, free, mixed
    /// Free, but on no list yet: only while a starting state is entered.
    case retained
}

/// A chunk without its records. `links`, `migratetype` and `zone` hold while the chunk is one free block.
struct ChunkInfo {
    var links = FrameLinks(next: noFrame, previous: noFrame)
    var kind = ChunkKind.hole
    var migratetype: UInt8 = 0
    var zone = ZoneIndex(0)
}

extension FrameTable {
    /// The records of a frame's chunk, made when there are none. Precondition: `frame` < `frameCount`.
    @inline(__always)
    func chunk(of frame: UInt32) -> UnsafeMutablePointer<FrameRecord> {
        precondition(frame < frameCount, "frame outside the machine")
        let index = Int(frame) / chunkFrames
        if let chunk = records[index] { return chunk }
        return materialise(index)
    }

    /// A frame's record, to be changed.
    @inline(__always)
    func record(_ frame: UInt32) -> UnsafeMutablePointer<FrameRecord> {
        chunk(of: frame) + (Int(frame) & (chunkFrames - 1))
    }

    /// A copy of a frame's record; makes no chunk.
    @inline(__always)
    package func peek(_ frame: UInt32) -> FrameRecord {
        let index = Int(frame) / chunkFrames
        guard index < chunkCount else { return Self.implicit(ChunkInfo(), at: 0) }
        if let chunk = records[index] { return chunk[Int(frame) & (chunkFrames - 1)] }
        return Self.implicit(info[index], at: Int(frame) & (chunkFrames - 1))
    }

    /// The first frame of the block that holds `frame`. O(orders).
    package func head(of frame: UInt32) -> UInt32 {
        for order in 0...UInt32(maxOrder) {
            let candidate = frame & ~((1 << order) - 1)
            if peek(candidate).state != .body { return candidate }
        }
        preconditionFailure("frame \(frame) belongs to no block")
    }

    /// The record that an implicit chunk would have at `index`.
    static func implicit(_ info: ChunkInfo, at index: Int) -> FrameRecord {
        var record = FrameRecord()
        record.zone = info.zone
        switch info.kind {
        case .hole: record.state = .hole
        case .reserved: record.state = .reserved
        case .free, .mixed, .retained:
            record.state = index == 0 ? .free : .body
            record.order = index == 0 ? maxOrder : 0
            record.migratetype = info.migratetype
        }
        if record.state == .hole || record.state == .reserved { record.ownerKind = .reserved }
        return record
    }

    /// Gives an implicit chunk its records. O(1024), once a chunk.
    func materialise(_ index: Int) -> UnsafeMutablePointer<FrameRecord> {
        let chunk = UnsafeMutablePointer<FrameRecord>.allocate(capacity: chunkFrames)
        let body = Self.implicit(info[index], at: 1)
        chunk.initialize(repeating: body, count: chunkFrames)
        chunk[0] = Self.implicit(info[index], at: 0)
        info[index].kind = .mixed
        records[index] = chunk
        return chunk
    }

    /// Bytes that the table holds now.
    var bytes: Int {
        var mixed = 0
        for chunk in 0..<chunkCount where records[chunk] != nil { mixed += 1 }
        let perChunk = MemoryLayout<ChunkInfo>.stride + MemoryLayout<UnsafeRawPointer>.stride
        return chunkCount * perChunk + mixed * chunkFrames * MemoryLayout<FrameRecord>.stride
    }
}
