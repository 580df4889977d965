/// How an input is compressed, by its first bytes.
enum Packing: Equatable {
    case none, zstd, gzip, xz, bzip2, lz4, zip

    /// How many bytes tell.
    static let sniffLength = 6

    init(of bytes: ArraySlice<UInt8>) {
        if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            self = .zstd
        } else if let first = bytes.first, (0x50...0x5f).contains(first), bytes.dropFirst().starts(with: [0x2a, 0x4d, 0x18]) {
            // A skippable frame: some zstd tools put one first.
            self = .zstd
        } else if bytes.starts(with: [0x1f, 0x8b]) {
            self = .gzip
        } else if bytes.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
            self = .xz
        } else if bytes.starts(with: [0x42, 0x5a, 0x68]) {
            self = .bzip2
        } else if bytes.starts(with: [0x04, 0x22, 0x4d, 0x18]) {
            self = .lz4
        } else if bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
            self = .zip
        } else {
            self = .none
        }
    }

    /// The program that unpacks what this library cannot, or nil.
    var unpackTool: String? {
        switch self {
        case .none, .zstd, .gzip: nil
        case .xz: "xz"
        case .bzip2: "bzip2"
        case .lz4: "lz4"
        case .zip: "zip"
        }
    }
}
