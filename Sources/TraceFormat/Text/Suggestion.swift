/// "Did you mean": the near word for a misspelt one.
package enum Suggestion {
    /// `did you mean X?`'s place in an error's `expected`: the near word, or `otherwise` where none is near.
    static func text(for word: String, among words: [String], otherwise: String) -> String {
        guard let near = nearest(to: word, among: words) else { return otherwise }
        return "\(near) (did you mean that?)"
    }

    /// The first of the words with the fewest edits, where these are at most a third of the word and at most 3.
    package static func nearest(to word: String, among words: [String]) -> String? {
        let letters = Array(word.utf8.prefix(64))
        var best: (word: String, edits: Int)?
        for candidate in words {
            let edits = distance(letters, Array(candidate.utf8))
            guard edits <= min(3, max(1, letters.count / 3)), edits < best?.edits ?? .max else { continue }
            best = (candidate, edits)
        }
        return best?.word
    }

    /// How many insertions, deletions, replacements and swaps of neighbours (each letter once) make `b` of `a`.
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var edits = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { edits = min(edits, before[j - 1] + 1) }
                row.append(edits)
            }
            before = last
            last = row
        }
        return last[b.count]
    }
}
