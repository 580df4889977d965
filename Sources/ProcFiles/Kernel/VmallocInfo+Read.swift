import TraceFormat
import Virtual

extension VmallocInfo {
    /// The widths of addresses are those of the first area, and of the first that has a physical address.
    package init(_ lines: WordLines) throws(TraceError) {
        self.init(areas: [], addressDigits: 16, physicalDigits: 16)
        var physicalDigits: Int?
        for line in lines.lines {
            guard line.words[0].hasPrefix("0x"), line.words.count > 1 else { throw lines.error(line, "0xSTART-0xEND SIZE") }
            guard let area = Area(line) else {
                (areas, hidesAddresses) = ([], true)
                return
            }
            if areas.isEmpty { addressDigits = line.words[0].prefix { $0 != "-" }.count - 2 }
            physicalDigits = physicalDigits ?? line.words.first { $0.hasPrefix("phys=0x") }.map { $0.count - 7 }
            if area.physical != nil, line.words.contains(where: { $0.hasPrefix("phys=") && !$0.hasPrefix("phys=0x") }) {
                shortPhysical = true
            }
            areas.append(area)
        }
        self.physicalDigits = physicalDigits ?? addressDigits
    }
}

extension VmallocInfo.Area {
    /// nil: the addresses are hidden.
    fileprivate init?(_ line: WordLines.Line) {
        let ends = line.words[0].split(separator: "-").compactMap { UInt64($0.dropFirst(2), radix: 16) }
        guard ends.count == 2, ends[1] > ends[0], UInt64(line.words[1]) == ends[1] - ends[0] else { return nil }
        self.init(start: ends[0], size: ends[1] - ends[0], use: nil)
        if line.text.hasSuffix(VmallocInfo.Use.unpurged.rawValue) {
            use = .unpurged
        } else {
            for word in line.words.dropFirst(2) { take(word) }
        }
    }

    private mutating func take(_ word: Substring) {
        if let value = Self.value("pages=", word, radix: 10) {
            pages = value
        } else if let value = Self.value("phys=0x", word, radix: 16) ?? Self.value("phys=", word, radix: 16) {
            physical = value
        } else if let known = VmallocInfo.Use(rawValue: String(word)) {
            use = known
        } else if word == "vpages" {
            hasLargePageList = true
        } else if !takeNode(word) {
            if use == nil, caller == nil { caller = String(word) } else { others.append(String(word)) }
        }
    }

    private static func value(_ key: String, _ word: Substring, radix: Int) -> UInt64? {
        word.hasPrefix(key) ? UInt64(word.dropFirst(key.count), radix: radix) : nil
    }

    /// `N0=4`.
    private mutating func takeNode(_ word: Substring) -> Bool {
        let parts = word.split(separator: "=")
        guard word.hasPrefix("N"), parts.count == 2, let node = Int(parts[0].dropFirst()), (0..<1024).contains(node),
            let pages = UInt64(parts[1])
        else { return false }
        while nodePages.count <= node { nodePages.append(0) }
        nodePages[node] = pages
        return true
    }
}
