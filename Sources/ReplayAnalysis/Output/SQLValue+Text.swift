import Notation
import ReplayStore

extension SQLValue {
    /// The value as text: numbers in decimal, blobs in hexadecimal, NULL as nothing.
    public var plainText: String {
        switch self {
        case .null: ""
        case .integer(let integer): String(integer)
        case .real(let real): "\(real)"
        case .text(let text): text
        case .blob(let bytes): bytes.reduce(into: "") { $0 += $1.hex(2) }
        }
    }
}
