extension TextScanner {
    /// What is wrong with a quoted word.
    enum QuoteProblem: Error {
        case notClosed, unknownEscape
    }

    /// Takes a quoted word, whose opening quote stands here, and leaves its bytes in `into`.
    mutating func quoted(into word: inout [UInt8]) throws(QuoteProblem) {
        word.removeAll(keepingCapacity: true)
        at += 1
        while at < count {
            let byte = base[at]
            at += 1
            switch byte {
            case 0x22: return
            case 0x5c: word.append(try escaped())
            default: word.append(byte)
            }
        }
        throw .notClosed
    }

    /// The byte that an escape stands for; its backslash has been taken.
    private mutating func escaped() throws(QuoteProblem) -> UInt8 {
        guard at < count else { throw .notClosed }
        let byte = base[at]
        at += 1
        switch byte {
        case 0x22, 0x5c: return byte
        case 0x6e: return 0x0a
        case 0x74: return 0x09
        case 0x72: return 0x0d
        case 0x78:
            guard at + 2 <= count, let high = Self.hexDigit(base[at]), let low = Self.hexDigit(base[at + 1]) else { throw .unknownEscape }
            at += 2
            return high << 4 | low
        default: throw .unknownEscape
        }
    }
}

extension TextScanner.QuoteProblem {
    var problem: String {
        switch self {
        case .notClosed: "a quoted name does not end on its line"
        case .unknownEscape: "unknown escape in a quoted name"
        }
    }

    var expected: String {
        switch self {
        case .notClosed: "a closing \""
        case .unknownEscape: #"\", \\, \n, \t, \r or \xNN"#
        }
    }
}
