import Foundation
import Notation

/// A segment as the preloaded library writes it.
struct SegmentFile {
    var image: UInt64 = 1000
    var pid: UInt32 = 100
    var parent: UInt32 = 1
    var born: UInt64 = 5
    var isForked = false
    var lost: UInt64 = 0
    var stream: UInt32 = 0
    var segment: UInt32 = 0
    /// Records: time, kind, value, further words.
    var records: [[UInt64]] = []

    /// Writes it into the folder under the name that it has to have.
    func write(to folder: URL) throws {
        var bytes = Data(count: 4096)
        func put<T: FixedWidthInteger>(_ value: T, _ offset: Int) {
            withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
        }
        put(UInt64(0x3143_4552_4d54_5452), 0)
        put(UInt32(1), 8)
        for (value, offset) in [(image, 16), (born, 24), (0x5000, 32), (lost, 40)] { put(value, offset) }
        let halves = [(pid, 48), (parent, 52), (parent, 56), (isForked ? 1 : 0, 60), (stream, 64), (segment, 68), (2, 76)]
        for (value, offset) in halves { put(value, offset) }
        bytes.replaceSubrange(88..<92, with: Data("2.36".utf8))
        bytes.replaceSubrange(120..<124, with: Data("prog".utf8))
        for record in records {
            let words = [record[0], record[1] << 56 | record[2]] + record.dropFirst(3)
            for word in words { withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) } }
        }
        let name = [image, UInt64(pid), UInt64(stream), UInt64(segment)].map(\.sixteenDigits).joined(separator: "-")
        try bytes.write(to: folder.appending(path: name))
    }
}
