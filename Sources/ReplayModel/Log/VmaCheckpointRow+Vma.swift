extension VmaCheckpointRow {
    /// A VMA as its last addition told it.
    public init(_ vma: VmaRow) {
        self.init(
            process: vma.process, start: vma.start, end: vma.end, protection: vma.protection, flags: vma.flags, kind: vma.kind,
            name: vma.name, offset: vma.offset, attributes: vma.attributes)
    }
}
