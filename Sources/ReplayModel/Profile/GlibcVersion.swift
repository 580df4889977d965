/// The versions of glibc whose malloc can be replayed: chosen because rules changed between them.
public enum GlibcVersion: UInt8, CodedValue {
    case v223, v231, v236, v239

    /// `2.23`, `2.31`, `2.36`, `2.39`.
    public var title: String {
        switch self {
        case .v223: "2.23"
        case .v231: "2.31"
        case .v236: "2.36"
        case .v239: "2.39"
        }
    }
}
