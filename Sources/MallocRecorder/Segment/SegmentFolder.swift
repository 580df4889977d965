import Foundation

/// The segments of a recording, sorted out.
struct SegmentFolder {
    /// Each image's first header, in the order in which they began.
    private(set) var images: [SegmentHeader] = []
    /// For each image its streams, and for each stream its segments, in their order.
    private(set) var streams: [[[URL]]] = []
    private(set) var unreadable = 0

    /// `names` sorted: a name is IMAGE-PID-STREAM-SEGMENT in hexadecimal digits of fixed width.
    init(path: String, names: [String]) {
        let folder = URL(fileURLWithPath: path)
        for name in names where name.count == 67 {
            let url = folder.appending(path: name)
            guard let file = try? FileHandle(forReadingFrom: url), let bytes = try? file.read(upToCount: SegmentHeader.size),
                let header = SegmentHeader(bytes)
            else {
                unreadable += 1
                continue
            }
            add(header, url)
        }
    }

    private mutating func add(_ header: SegmentHeader, _ url: URL) {
        if images.last?.image != header.image {
            images.append(header)
            streams.append([])
        }
        let image = images.count - 1
        if streams[image].isEmpty || header.segment == 0 { streams[image].append([]) }
        streams[image][streams[image].count - 1].append(url)
    }
}
