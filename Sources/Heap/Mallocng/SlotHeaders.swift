/// The three bytes before a slot or a block that the library writes and later reads: which slot, and where the block is in it.
///
/// Invariant: an entry of another mapping than the one asked for stands for bytes that are 0.
struct SlotHeaders: Sendable {
    private var entries: [UInt64: (mapping: UInt32, header: SlotHeader)] = [:]

    /// The bytes before an address, a multiple of 16.
    func at(_ address: UInt64, in mapping: UInt32) -> SlotHeader {
        guard let entry = entries[address], entry.mapping == mapping else { return SlotHeader() }
        return entry.header
    }

    mutating func set(_ address: UInt64, in mapping: UInt32, _ header: SlotHeader) { entries[address] = (mapping, header) }

    /// The library clears a block (calloc): what was written there before is gone.
    mutating func clear(_ address: UInt64, length: UInt64, in mapping: UInt32) {
        for place in stride(from: address + 16, through: address + length, by: 16) where entries[place] != nil {
            set(place, in: mapping, SlotHeader())
        }
        let rest = length & 15
        for byte in address + length - rest..<address + length { clearByte(byte, in: mapping) }
    }

    /// The library copies a block's contents (realloc), with what it had written there before.
    mutating func copy(from old: UInt64, in oldMapping: UInt32, to new: UInt64, in newMapping: UInt32, length: UInt64) {
        for offset in stride(from: UInt64(16), through: length, by: 16) {
            let header = at(old + offset, in: oldMapping)
            if header.mark != 0 || header.offset != 0 || entries[new + offset] != nil { set(new + offset, in: newMapping, header) }
        }
    }

    /// The library writes one byte of 0 at the end of a block.
    mutating func clearByte(_ address: UInt64, in mapping: UInt32) {
        let place = address & 15
        guard place >= 13 else { return }
        var header = at((address | 15) + 1, in: mapping)
        if place == 13 { header.mark = 0 } else { header.offset &= place == 14 ? 0xFF00 : 0x00FF }
        set((address | 15) + 1, in: mapping, header)
    }
}

struct SlotHeader: Sendable {
    /// 0: never written; 255: freed; 7 << 5: the block is further in the slot; else the slot's number and spare bytes.
    var mark: UInt8 = 0
    /// In units of 16 bytes.
    var offset: UInt16 = 0
}
