import Platform

/// The segments of a recording, sorted out.
struct SegmentFolder {
    /// Each image's first header, in the order in which they began.
    private(set) var images: [SegmentHeader] = []
    /// For each image its streams, and for each stream its segments, in their order.
    private(set) var streams: [[[String]]] = []
    private(set) var unreadable = 0
    /// Files without a byte: the recorder makes the file first, then asks for its room.
    private(set) var withoutRoom = 0

    /// `names` sorted: a name is IMAGE-PID-STREAM-SEGMENT in hexadecimal digits of fixed width.
    init(path: String, names: [String]) {
        for name in names where name.utf8.count == 67 {
            let file = path + "/" + name
            let start = try? WholeFile.bytes(file, atMost: SegmentHeader.size)
            guard let header = start.flatMap(SegmentHeader.init) else {
                if start?.isEmpty == true { withoutRoom += 1 }
                unreadable += 1
                continue
            }
            add(header, file)
        }
    }

    private mutating func add(_ header: SegmentHeader, _ file: String) {
        if images.last?.image != header.image {
            images.append(header)
            streams.append([])
        }
        let image = images.count - 1
        if streams[image].isEmpty || header.segment == 0 { streams[image].append([]) }
        streams[image][streams[image].count - 1].append(file)
    }
}
