import Notation
import TraceFormat
import Virtual

/// /proc/PID/maps (show_map_vma, fs/proc/task_mmu.c of 6.1). Device and inode are 0 where they are not known.
package struct Maps: ProcFormat {
    /// One line.
    package struct Area: Equatable, Sendable {
        package var start: UInt64
        package var end: UInt64
        /// 1 read, 2 write, 4 execute.
        package var protection: UInt8
        package var isShared: Bool
        package var offset: UInt64
        package var device = "00:00"
        package var inode: UInt64 = 0
        /// A file or `[heap]`, `[stack]`, `[vdso]`.
        package var name: String?

        package init(start: UInt64, end: UInt64, protection: UInt8, isShared: Bool, offset: UInt64, name: String? = nil) {
            self.start = start
            self.end = end
            self.protection = protection
            self.isShared = isShared
            self.offset = offset
            self.name = name
        }
    }

    package var areas: [Area]
    /// The kernel's: 4 or 8. Names stand in column 25 + 6 · pointerSize.
    package var pointerSize: UInt8

    package init(areas: [Area], pointerSize: UInt8) {
        self.areas = areas
        self.pointerSize = pointerSize
    }

    package var text: String { areas.map { $0.line(pointerSize: pointerSize) + "\n" }.joined() }
}

extension Maps.Area {
    /// The line without its end.
    package func line(pointerSize: UInt8) -> String {
        let flags =
            (protection & 1 != 0 ? "r" : "-") + (protection & 2 != 0 ? "w" : "-") + (protection & 4 != 0 ? "x" : "-")
            + (isShared ? "s" : "p")
        let line = "\(start.hex(8))-\(end.hex(8)) \(flags) \(offset.hex(8)) \(device) \(inode) "
        guard let name else { return line }
        return line.rightPadded(25 + 6 * Int(pointerSize) - 1) + " " + name
    }
}
