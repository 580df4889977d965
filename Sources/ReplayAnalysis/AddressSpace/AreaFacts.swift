import ReplayModel
import TraceFormat

/// A VMA as it stands after a step.
struct AreaFacts: Equatable, Sendable {
    var start: UInt64
    var end: UInt64
    var protection: UInt8
    var flags: MapFlags
    /// text, data, bss, heap, mmap, file, stack, vdso.
    var kind: String
    /// The file, where there is one: its number in `name`, and what it is called.
    var name: NameID?
    var file: String?
    var offset: UInt64
    /// As in the column `attributes`; nil where it is not known.
    var attributes: UInt16?

    /// Shared memory of no file: the kernel makes a file of /dev/zero for it (`shmem_zero_setup`).
    var isSharedMemory: Bool { kind == "mmap" && flags.contains(.shared) && file == nil }

    /// A VMA as a row has it; `file` comes later.
    init(_ row: VmaCheckpointRow) {
        (start, end, protection) = (row.start.rawValue, row.end.rawValue, row.protection)
        (flags, kind) = (MapFlags(rawValue: row.flags), row.kind.title)
        (name, offset, attributes) = (row.name, row.offset, row.attributes)
    }

    /// What /proc/PID/maps calls it.
    var shownName: String? {
        if isSharedMemory { return "/dev/zero (deleted)" }
        return switch kind {
        case "heap": "[heap]"
        case "stack": "[stack]"
        case "vdso": "[vdso]"
        default: file
        }
    }
}

/// A page table that exists after a step.
struct TableFacts: Equatable, Sendable {
    /// 1 holds the entries of pages.
    var level: Int
    /// First address it translates.
    var base: UInt64
    var frame: UInt64

    init(level: UInt8, base: VirtualAddress, frame: FrameNumber) {
        (self.level, self.base, self.frame) = (Int(level), base.rawValue, UInt64(frame.rawValue))
    }
}
