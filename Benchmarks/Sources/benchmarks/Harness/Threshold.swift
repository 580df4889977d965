import Foundation

/// The least ratio of a figure to its reference.
struct Threshold {
    var benchmark: String
    var figure: String
    var ratio: Double

    /// A file of thresholds that is not there, or a line that is not three words, the last a number.
    struct Malformed: Error, CustomStringConvertible {
        var description: String
    }

    /// Reads a file of lines `BENCHMARK FIGURE RATIO`; what follows # is a comment.
    ///
    /// - Throws: `Malformed` with file and line, or where there is no such file.
    static func read(_ path: String) throws -> [Threshold] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Malformed(description: "\(path): cannot be read; run from the project's folder, or give --thresholds")
        }
        return try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let words = line.prefix { $0 != "#" }.split(separator: " ")
            if words.isEmpty { return nil }
            guard words.count == 3, let ratio = Double(words[2]), ratio > 0 else {
                throw Malformed(description: "\(path):\(index + 1): expected BENCHMARK FIGURE RATIO")
            }
            return Threshold(benchmark: String(words[0]), figure: String(words[1]), ratio: ratio)
        }
    }
}
