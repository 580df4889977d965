/// How a trace is written, as its file's name tells: `.trace` is text, `.rtrace` binary, and a further `.zst` packs it.
struct TraceForm {
    enum Kind { case text, binary }

    var kind: Kind?
    var isPacked: Bool

    init(fileName: String) {
        isPacked = fileName.hasSuffix(".zst")
        let name = isPacked ? String(fileName.dropLast(4)) : fileName
        kind = name.hasSuffix(".rtrace") ? .binary : name.hasSuffix(".trace") ? .text : nil
    }
}
