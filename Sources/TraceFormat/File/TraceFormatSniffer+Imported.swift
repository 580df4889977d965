extension TraceFormatSniffer {
    /// The formats of other programs, in the order in which they are asked; each importer adds its own here.
    static let imported: [TraceFormatSniffer] = []
}
