import Notation
import ReplayModel

/// A last-level page-table entry, its bits as words.
///
/// Bits of x86 (arch/x86/include/asm/pgtable_types.h of Linux 6.1): what a user page gets is accessed from the start
/// (`PAGE_SHARED`, `PAGE_READONLY`), dirty when it is writable (do_anonymous_page, wp_page_copy), and not executable where the
/// entry has a bit for that (64-bit entries; 64 bit ARM has it too). ARM keeps Linux's bits beside the hardware's, and 64 bit ARM has other ones, so no raw value is given
/// there.
struct FaultEntry {
    var frame: UInt64
    /// 1 read, 2 write, 4 execute.
    var protection: UInt8
    var isZeroPage = false
    /// Written before it was made read-only by fork.
    var isDirty = false

    init(frame: UInt64, protection: UInt8, isZeroPage: Bool = false, isDirty: Bool = false) {
        self.frame = frame
        self.protection = protection
        self.isZeroPage = isZeroPage
        self.isDirty = isDirty || protection & 2 != 0
    }

    private func forbidsExecution(_ kind: Architecture.Kind) -> Bool {
        protection & 4 == 0 && kind != .i386 && kind != .arm32
    }

    /// The entry as hardware reads it; nil where the model does not know the layout.
    func raw(_ kind: Architecture.Kind) -> UInt64? {
        guard kind.isX86 else { return nil }
        var bits: UInt64 = 0x25
        if protection & 2 != 0 { bits |= 0x2 }
        if isDirty { bits |= 0x40 }
        if isZeroPage { bits |= 0x200 }
        if forbidsExecution(kind) { bits |= 1 << 63 }
        return frame << 12 | bits
    }

    func words(_ kind: Architecture.Kind) -> [String] {
        var words = ["present", "user", protection & 2 != 0 ? "read-write" : "read-only", "accessed"]
        if isDirty { words.append("dirty") }
        if isZeroPage { words.append("special") }
        if forbidsExecution(kind) { words.append("no-execute") }
        return words
    }

    /// `0x38001067: frame 0x38001, present, user, read-write, accessed, dirty`.
    func text(_ kind: Architecture.Kind) -> String {
        (raw(kind).map { "0x\($0.hex()): " } ?? "") + "frame 0x\(frame.hex()), " + words(kind).joined(separator: ", ")
    }

    func json(_ kind: Architecture.Kind) -> JSON {
        .object([
            ("raw", .text(raw(kind).map { "0x\($0.hex())" })), ("frame", .number("\(frame)")),
            ("bits", .array(words(kind).map { .string($0) })),
        ])
    }
}
