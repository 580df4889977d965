import ReplayModel

/// One page-table entry: flags in the low 12 bits, the frame number in the next 40.
///
/// The hardware flags stand where x86 has them; bits 9 to 11 are the model's own, as Linux uses them for itself. In a table
/// above level 1 the field of the frame holds the number of the next table in the pool; `Translation` shows its frame.
package struct PageTableEntry: Equatable, Sendable {
    var rawValue: UInt64

    static let empty = PageTableEntry(rawValue: 0)

    static let present: UInt64 = 0x001
    static let writable: UInt64 = 0x002
    static let user: UInt64 = 0x004
    static let accessed: UInt64 = 0x020
    static let dirty: UInt64 = 0x040
    /// The frame belongs to a file or to shared memory.
    static let file: UInt64 = 0x200
    /// The shared zero page.
    static let zero: UInt64 = 0x400
    /// The process gave it back with MADV_FREE, and has not written to it since: clean, it may be taken at any time.
    static let lazy: UInt64 = 0x800
    /// In an entry of level 2: it maps a huge page (x86's page-size bit).
    static let huge: UInt64 = 0x080
    static let flagMask: UInt64 = 0xfff

    @inline(__always) init(rawValue: UInt64) { self.rawValue = rawValue }

    @inline(__always) init(frame: UInt64, flags: UInt64) { rawValue = frame << pageShift | flags }

    package var isPresent: Bool { rawValue & Self.present != 0 }
    var isWritable: Bool { rawValue & Self.writable != 0 }
    package var isZeroPage: Bool { rawValue & Self.zero != 0 }
    /// May be taken without asking: given back lazily and not dirty.
    var isLazilyFree: Bool { rawValue & (Self.present | Self.lazy | Self.dirty) == Self.present | Self.lazy }
    var isHuge: Bool { rawValue & Self.huge != 0 }
    package var isFile: Bool { rawValue & Self.file != 0 }
    /// Mapped memory of the process's own: neither the zero page nor a file's.
    var isAnonymous: Bool { rawValue & (Self.present | Self.zero | Self.file) == Self.present }
    var number: UInt64 { rawValue >> pageShift }
    package var frame: FrameNumber { FrameNumber(UInt32(truncatingIfNeeded: number)) }

    /// Whether all of `flags` are set.
    @inline(__always) func has(_ flags: UInt64) -> Bool { rawValue & flags == flags }
    func with(_ flags: UInt64) -> PageTableEntry { PageTableEntry(rawValue: rawValue | flags) }
    func without(_ flags: UInt64) -> PageTableEntry { PageTableEntry(rawValue: rawValue & ~flags) }
}
