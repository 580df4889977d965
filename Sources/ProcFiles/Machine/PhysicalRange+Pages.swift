import ReplayModel

extension PhysicalRange {
    /// The pages wholly inside; nil: there are none.
    var wholePages: PhysicalRange? {
        let first = start >> pageShift + (start & (pageSize - 1) == 0 ? 0 : 1)
        let end = end >> pageShift
        return first < end ? PhysicalRange(first << pageShift, end << pageShift) : nil
    }
}
