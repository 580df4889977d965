import TraceFormat

/// The arguments of mmap.
public struct MapRequest: Sendable {
    /// Hint, or the place with MAP_FIXED; 0: anywhere.
    public var address: UInt64
    /// Bytes.
    public var length: UInt64
    /// 1 read, 2 write, 4 execute.
    public var protection: UInt8
    public var flags: MapFlags
    /// The file, or nothing for anonymous memory.
    public var name: NameID?
    /// Offset in the file, bytes.
    public var offset: UInt64

    public init(
        address: UInt64 = 0, length: UInt64, protection: UInt8 = 3, flags: MapFlags = [.private, .anonymous],
        name: NameID? = nil, offset: UInt64 = 0
    ) {
        self.address = address
        self.length = length
        self.protection = protection
        self.flags = flags
        self.name = name
        self.offset = offset
    }

    var isFile: Bool { (name?.rawValue ?? 0) > 0 && !flags.contains(.anonymous) }
    var isFixed: Bool { flags.contains(.fixed) || flags.contains(.fixedNoReplace) }
}
