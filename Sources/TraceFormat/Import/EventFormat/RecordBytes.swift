/// Bytes of a binary recording with the byte order of the machine that made it.
///
/// The loads do not check where they read in release: who calls them has compared with `count`.
struct RecordBytes {
    let bytes: UnsafeRawBufferPointer
    /// Whether that byte order is not this machine's.
    let isSwapped: Bool

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, isSwapped: Bool) {
        self.bytes = bytes
        self.isSwapped = isSwapped
    }

    @inline(__always)
    var count: Int { bytes.count }

    @inline(__always)
    func u16(_ at: Int) -> UInt16 { load(at) }

    @inline(__always)
    func u32(_ at: Int) -> UInt32 { load(at) }

    @inline(__always)
    func u64(_ at: Int) -> UInt64 { load(at) }

    /// A number of 1, 2, 4 or 8 bytes, extended to 64 bits.
    @inline(__always)
    func number(_ at: Int, size: Int, isSigned: Bool) -> UInt64 {
        switch size {
        case 8: u64(at)
        case 4: isSigned ? UInt64(bitPattern: Int64(Int32(bitPattern: u32(at)))) : UInt64(u32(at))
        case 2: isSigned ? UInt64(bitPattern: Int64(Int16(bitPattern: u16(at)))) : UInt64(u16(at))
        default: isSigned ? UInt64(bitPattern: Int64(Int8(bitPattern: bytes.byte(at)))) : UInt64(bytes.byte(at))
        }
    }

    @inline(__always)
    func number(_ field: FormatField) -> UInt64 { number(field.offset, size: field.size, isSigned: field.isSigned) }

    /// Part of the bytes.
    @inline(__always)
    func slice(_ start: Int, _ end: Int) -> RecordBytes { RecordBytes(bytes.slice(start, end), isSwapped: isSwapped) }

    @inline(__always)
    private func load<Number: FixedWidthInteger>(_ at: Int) -> Number {
        assert(at >= 0 && at + MemoryLayout<Number>.size <= count, "reads outside the record")
        let number = bytes.baseAddress.unsafelyUnwrapped.loadUnaligned(fromByteOffset: at, as: Number.self)
        return isSwapped ? number.byteSwapped : number
    }
}

extension RecordBytes {
    /// Whether it was written in an interrupt, hard or soft, whose processor held two locks or more: `common_flags` 0x08 or 0x10, and the low
    /// half of `common_preempt_count` (tracing_gen_ctx_irq_test, kernel/trace/trace.c of 6.1).
    @inline(__always)
    var isInterruptInsideLocks: Bool { count >= 4 && bytes.byte(2) & 0x18 != 0 && bytes.byte(3) & 0xf >= 2 }

    /// The text at a field's place; nil: it lies outside the record.
    @inline(__always)
    func text(_ field: FormatField) -> UnsafeRawBufferPointer? {
        switch field.shape {
        case .located(let isRelative): located(field.offset, isRelative: isRelative)
        case .text: field.end <= count ? untilNul(field.offset, field.end) : nil
        case .rest: field.offset <= count ? untilNul(field.offset, count) : nil
        case .number, .other: nil
        }
    }

    /// The text that a `__data_loc` or `__rel_loc` at an offset names.
    @inline(__always)
    func located(_ offset: Int, isRelative: Bool) -> UnsafeRawBufferPointer? {
        guard offset + 4 <= count else { return nil }
        let place = u32(offset)
        let start = Int(place & 0xffff) + (isRelative ? offset + 4 : 0)
        let end = start + Int(place >> 16)
        return end <= count ? untilNul(start, end) : nil
    }

    @inline(__always)
    private func untilNul(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer { bytes.slice(start, bytes.find(0, start, end)) }
}
