import TraceFormat

/// One line of /proc/PID/maps (show_map_vma, fs/proc/task_mmu.c of 6.1). Device and inode are 0 where they are not known.
public struct MapsLine: Equatable, Sendable {
    public var start: UInt64
    public var end: UInt64
    /// 1 read, 2 write, 4 execute.
    public var protection: UInt8
    public var isShared: Bool
    public var offset: UInt64
    public var device = "00:00"
    public var inode: UInt64 = 0
    /// A file or `[heap]`, `[stack]`, `[vdso]`.
    public var name: String?

    public init(start: UInt64, end: UInt64, protection: UInt8, isShared: Bool, offset: UInt64, name: String? = nil) {
        self.start = start
        self.end = end
        self.protection = protection
        self.isShared = isShared
        self.offset = offset
        self.name = name
    }

    /// The line without its end. `pointerSize`: 4 or 8; names stand in column 25 + 6 · pointerSize.
    public func text(pointerSize: UInt8) -> String {
        let flags =
            (protection & 1 != 0 ? "r" : "-") + (protection & 2 != 0 ? "w" : "-") + (protection & 4 != 0 ? "x" : "-")
            + (isShared ? "s" : "p")
        let line = "\(start.hex(8))-\(end.hex(8)) \(flags) \(offset.hex(8)) \(device) \(inode) "
        guard let name else { return line }
        return line.rightPadded(25 + 6 * Int(pointerSize) - 1) + " " + name
    }
}
