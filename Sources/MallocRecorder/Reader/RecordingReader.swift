import HeapModule
import Platform
import TraceFormat

/// Reads the folder of segments that the preloaded library has written as one trace: all processes and threads, in the order of
/// time. Times are nanoseconds of CLOCK_MONOTONIC since the first program began.
///
/// A thread's calls keep their order. Between threads a free counts from before its call and an allocation from after it, so that a
/// block freed by one and given to another comes in that order; a realloc does both, and is put where the block it gives is free.
///
/// Invariants:
/// - `heap` has one entry for each image that has not begun, each stream with records to come whose image has begun, and each image
///   that has ended;
/// - times of events never go backwards.
public final class RecordingReader: TraceReader {
    var images: [RecordedImage] = []
    var streams: [RecordStream] = []
    var heap = Heap<MergeEntry>()
    var ready: [TraceEvent] = []
    private var head = 0
    let zero: UInt64
    var now: UInt64
    var line: UInt32 = 0
    let mainStatus: Int64?
    /// Streams by image.
    private var streamsOfImage: [[Int]] = []
    /// What `header` says beside what the segments tell.
    private let entries: [(key: String, value: String)]
    public internal(set) var figures = RecordingFigures()

    /// `entries` go into the trace's header; `mainStatus` is the first program's exit status where it is known.
    public init(folder: String, entries: [(key: String, value: String)], mainStatus: Int64?) throws(TraceError) {
        self.entries = entries
        self.mainStatus = mainStatus
        let names: [String]
        do { names = try Folder.names(folder) } catch {
            throw TraceError(file: folder, problem: "cannot be read: \(error)", expected: "a folder of segments")
        }
        let recording = SegmentFolder(path: folder, names: names)
        images = recording.images.map { RecordedImage($0) }
        zero = images.first?.header.image.time ?? 0
        now = zero
        figures.unreadableSegments = UInt64(recording.unreadable)
        figures.segmentsWithoutRoom = UInt64(recording.withoutRoom)
        for (index, segments) in recording.streams.enumerated() {
            streamsOfImage.append([])
            for list in segments {
                streamsOfImage[index].append(streams.count)
                streams.append(RecordStream(image: index, segments: list))
            }
            images[index].openStreams = segments.count
            images[index].isThreaded = segments.count > 1
            figures.lost &+= images[index].header.lost
            heap.insert(MergeEntry(time: images[index].header.image.time, stage: .begin, index: index))
        }
        figures.images = UInt64(images.count)
        connect()
    }

    public var header: TraceHeader {
        var header = TraceHeader()
        header.entries = [("source", "replay-tool record --malloc"), ("profile", "x86_64-24g"), ("placement", "model")]
        if let first = images.first?.header {
            header.entries.append(("set", "cpus=\(max(first.cpus, 1))"))
            header.entries.append(("libc", "glibc \(first.libc)"))
        }
        header.entries += entries
        return header
    }

    public var counters: OddityCounts {
        var counts = OddityCounts()
        counts.add(.recordUnreadableSegments, streams.reduce(figures.unreadableSegments) { $0 + $1.damagedSegments })
        return counts
    }

    public func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        while ready.count - head < limit, let entry = heap.popMin() { take(entry, &names) }
        let count = min(limit, ready.count - head)
        guard count > 0 else { return false }
        batch.append(contentsOf: ready[head..<head + count])
        head += count
        if head == ready.count || head > 1 << 14 {
            ready.removeFirst(head)
            head = 0
        }
        return true
    }

    private func take(_ entry: MergeEntry, _ names: inout NameTable) {
        now = max(now, entry.time)
        switch entry.stage {
        case .begin:
            begin(entry.index, &names)
            for stream in streamsOfImage[entry.index] { schedule(stream) }
        case .end: end(entry.index)
        case .before, .after: takeRecord(entry, &names)
        }
    }

    /// Puts the stream's next record on the heap; a stream without any is over, and so may be its image.
    func schedule(_ index: Int) {
        if let next = streams[index].next {
            let time = max(next.time, streams[index].lastTime)
            heap.insert(MergeEntry(time: time, stage: next.kind.isTimedBefore ? .before : .after, index: index))
            return
        }
        let image = streams[index].image
        images[image].lastTime = max(images[image].lastTime, streams[index].lastTime)
        images[image].openStreams -= 1
        guard images[image].openStreams == 0, !images[image].isReplaced else { return }
        heap.insert(MergeEntry(time: images[image].lastTime + 1, stage: .end, index: image))
    }

    func emit(_ event: TraceEvent) {
        var event = event
        line &+= 1
        event.time = now - zero
        event.line = line
        ready.append(event)
    }

    /// Which image replaces which, and how long a parent must live for its children's sake.
    private func connect() {
        var latest: [UInt32: Int] = [:]
        for index in images.indices {
            let header = images[index].header
            if header.isForked, let parent = latest[header.parent] {
                images[parent].lastTime = max(images[parent].lastTime, header.image.time)
            }
            if let before = latest[header.image.pid], images[before].header.born == header.born, !header.isForked {
                images[before].isReplaced = true
            }
            latest[header.image.pid] = index
        }
    }
}
