import Pages

extension Machine {
    /// Enters a starting state. Precondition: nothing was applied yet.
    ///
    /// - Throws: `InitialPageStateError` for a state that this machine cannot be in; the machine is then not to be used.
    public mutating func adopt(_ start: StartState) throws(InitialPageStateError) {
        guard let pages = start.pages else { return }
        try kernel.memory.adopt(pages)
        kernel.virtual.begin(committed: start.committedPages, cached: start.cachedPages)
        kernel.memory.pageCacheBefore = start.cachedPages
        startSlabs = start.slabs
        pageStateAdopted()
    }
}
