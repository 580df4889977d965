/// Words of a kernel recording that come again and again, for the fast path.
final class RecordedWords {
    /// Event names to indices of `TracepointIndex.points`.
    let events = ByteCache(bits: 8)
    /// Names to their numbers in the run's table.
    let names = ByteCache(bits: 12)
    /// GFP texts of which every name is known.
    let gfp = ByteCache(bits: 8)
    /// rss_stat's counters.
    let members = ByteCache(bits: 4)
}
