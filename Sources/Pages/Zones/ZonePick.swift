import ReplayModel

/// One attempt's result: the block, its zone and list, and the order it was split from (nil: a per-CPU list).
struct ZonePick {
    var frame: UInt32
    var zone: ZoneIndex
    var type: UInt8
    var blockOrder: UInt8?
    /// The block's page block is to be kept for requests of this kind, once the block is handed over.
    var reserves = false
}
