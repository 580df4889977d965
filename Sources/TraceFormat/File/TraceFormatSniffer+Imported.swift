extension TraceFormatSniffer {
    /// The formats of other programs, in the order in which they are asked; each importer adds its own here.
    static let imported: [TraceFormatSniffer] = ImportFormat.allCases.map { format in
        TraceFormatSniffer(
            name: format.rawValue, matches: { ImportFormat(sniffing: $0) == format },
            open: { (bytes, source, kernel) throws(TraceError) in try format.open(bytes, source: source, kernel: kernel) })
    }
}
