/// A kernel's version, as far as the form of its recordings depends on it.
public struct RecordedKernel: Comparable, Sendable, CustomStringConvertible {
    public var major: UInt16
    public var minor: UInt16
    public var patch: UInt16

    public init(_ major: UInt16, _ minor: UInt16, _ patch: UInt16 = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// The numbers at the beginning of a release, as `uname -r` prints it: `3.10.0-1160.el7.x86_64`; nil where it has another shape.
    public init?(_ release: some StringProtocol) {
        let parts = release.prefix { $0.isASCII && $0.isNumber || $0 == "." }.split(separator: ".").compactMap { UInt16($0) }
        guard parts.count >= 2 else { return nil }
        self.init(parts[0], parts[1], parts.count > 2 ? parts[2] : 0)
    }

    public static func < (a: RecordedKernel, b: RecordedKernel) -> Bool {
        (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
    }

    public var description: String { "\(major).\(minor).\(patch)" }
}
