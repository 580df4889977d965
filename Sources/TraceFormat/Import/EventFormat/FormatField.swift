/// One field of a raw event record, as the event's `format` file declares it: `field:TYPE NAME; offset:N; size:N; signed:N;`
/// (f_show, kernel/trace/trace_events.c of 6.1).
struct FormatField: Equatable, Sendable {
    /// What stands at the field's place.
    enum Shape: Equatable, Sendable {
        /// A number of 1, 2, 4 or 8 bytes.
        case number
        /// `char NAME[SIZE]`: text up to a NUL.
        case text
        /// `char NAME[]`, the record's last field: text up to a NUL or the record's end.
        case rest
        /// `__data_loc char[]`: a number of 4 bytes, the text's offset in the low half and its length in the high one. `__rel_loc`: the
        /// offset counts from the field's end (include/trace/stages/stage1_struct_define.h of 6.1).
        case located(isRelative: Bool)
        /// Numbers or bytes one after another, and what else has no shape above.
        case other
    }

    var name: String
    var offset: Int
    /// In bytes; 0 where the field has no fixed size.
    var size: Int
    var isSigned: Bool
    var shape: Shape
    /// Whether a number is mostly written in hexadecimal: a pointer or an unsigned long.
    var isAddress: Bool
    var isPointer: Bool

    /// Where the field's fixed part ends.
    var end: Int { offset + size }
}

extension FormatField {
    /// The longest record that a field may lie in: perf's sizes have 16 bits, a page of the ring buffer 64 KiB at most.
    private static let longestRecord = 1 << 16

    /// A line of a `format` file; nil: it is none of a field, or one that lies nowhere.
    init?(line: Substring) {
        let parts = line.split(separator: ";")
        guard let first = parts.first?.firstRange(of: "field:"), let offset = Self.number(parts, "offset:"),
            let size = Self.number(parts, "size:"), offset + size <= Self.longestRecord
        else { return nil }
        let declaration = parts[0][first.upperBound...]
        let isSigned = Self.number(parts, "signed:").map { $0 != 0 } ?? Self.looksSigned(declaration)
        self.init(declaration: declaration, offset: offset, size: size, isSigned: isSigned)
    }

    private init?(declaration: Substring, offset: Int, size: Int, isSigned: Bool) {
        let isBracketed = declaration.last == "]"
        let end = isBracketed ? declaration.firstIndex(of: "[") ?? declaration.endIndex : declaration.endIndex
        let start =
            declaration[..<end].lastIndex(where: { $0 == " " || $0 == "*" }).map(declaration.index(after:)) ?? declaration.startIndex
        guard start < end, start > declaration.startIndex else { return nil }
        let type = declaration[..<start]
        name = String(declaration[start..<end])
        (self.offset, self.size, self.isSigned) = (offset, size, isSigned)
        shape = Self.shape(type: type, isBracketed: isBracketed && type.contains("_loc ") == false, size: size)
        isPointer = type.contains("*")
        isAddress = isPointer || type.contains("unsigned long") || type.contains("u64")
    }

    private static func shape(type: Substring, isBracketed: Bool, size: Int) -> Shape {
        if type.contains("__data_loc ") || type.contains("__rel_loc ") {
            return type.contains("char") && size == 4 ? .located(isRelative: type.contains("__rel_loc ")) : .other
        }
        if isBracketed || type.contains("[") {
            guard type.contains("char") else { return .other }
            return size == 0 ? .rest : .text
        }
        return [1, 2, 4, 8].contains(size) ? .number : .other
    }

    /// Kernels before 2.6.32 do not say it.
    private static func looksSigned(_ declaration: Substring) -> Bool {
        !declaration.contains("unsigned") && !declaration.contains("*") && !declaration.contains("_t ")
    }

    private static func number(_ parts: [Substring], _ key: String) -> Int? {
        for part in parts {
            guard let range = part.firstRange(of: key) else { continue }
            return Int(part[range.upperBound...]).flatMap { $0 >= 0 ? $0 : nil }
        }
        return nil
    }
}
