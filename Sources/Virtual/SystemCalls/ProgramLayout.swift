import ReplayModel
import TraceFormat

/// The sizes of a program's parts, in bytes, as exec lays them out. Text and data come from the file, bss and stack are
/// anonymous; the heap begins empty after the bss.
public struct ProgramLayout: Sendable, Equatable {
    /// The file; without a name the process shares its text with nobody.
    public var name: NameID?
    public var text: UInt64 = 64 << 10
    public var data: UInt64 = 8 << 10
    public var bss: UInt64 = 8 << 10
    /// The stack's first size: 32 pages and the one with the arguments (`setup_arg_pages`, fs/exec.c).
    public var stack: UInt64 = 132 << 10

    public init(name: NameID? = nil) { self.name = name }
}

extension VirtualMemory {
    /// The VMAs of a program, by address, without randomisation.
    mutating func lay(_ layout: ProgramLayout) -> [Vma] {
        let object = layout.name.map { $0.rawValue == 0 ? cache.makeUnnamed() : FileCache.object(ofFile: $0) } ?? cache.makeUnnamed()
        var vmas: [Vma] = []
        var start = architecture.textBase & ~(pageSize - 1)
        let textPages = layout.text >> pageShift
        let parts: [(VmaKind, UInt64, UInt8, VmaAttributes, Bool)] = [
            (.text, layout.text, 5, [], true), (.data, layout.data, 3, .accounted, true), (.bss, layout.bss, 3, .accounted, false),
        ]
        for (kind, bytes, protection, attributes, isFile) in parts {
            guard let size = Self.pageUp(bytes), size > 0 else { continue }
            var vma = Vma(
                start: start, end: start + size, pageOffset: start >> pageShift, protection: protection, kind: kind,
                attributes: attributes)
            if isFile {
                vma.object = object
                vma.name = layout.name
                vma.pageOffset = kind == .text ? 0 : textPages
            }
            vmas.append(vma)
            start += size
        }
        if let size = Self.pageUp(layout.stack), size > 0 {
            let end = architecture.stackTop & ~(pageSize - 1)
            vmas.append(
                Vma(
                    start: end - size, end: end, pageOffset: (end - size) >> pageShift, protection: 3, kind: .stack,
                    attributes: [.growsDown, .accounted]))
        }
        return vmas
    }
}
