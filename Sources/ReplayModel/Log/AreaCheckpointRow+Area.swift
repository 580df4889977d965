extension AreaCheckpointRow {
    /// An area as the row that made it tells it.
    public init(_ area: AreaRow, isFreed: Bool) {
        self.init(
            isFreed: isFreed, kind: area.kind, area: area.area, start: area.start, size: area.size, pages: area.pages,
            physical: area.physical, caller: area.caller)
    }
}
