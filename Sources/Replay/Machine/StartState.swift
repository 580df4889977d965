/// The state of a machine when a replay begins, where it is not that after boot.
///
/// What is nil is as after boot. A state is entered before the first event (`Machine.adopt(_:)`).
public struct StartState: Sendable, Equatable {
    /// The page allocator's lists.
    public var pages: InitialPageState?
    /// The file that it was read from, without folders, for messages and the store.
    public var name = ""

    public init(pages: InitialPageState? = nil, name: String = "") {
        self.pages = pages
        self.name = name
    }
}

extension Machine {
    /// Enters a starting state. Precondition: nothing was applied yet.
    ///
    /// - Throws: `InitialPageStateError` for a state that this machine cannot be in; the machine is then not to be used.
    public mutating func adopt(_ start: StartState) throws(InitialPageStateError) {
        guard let pages = start.pages else { return }
        try kernel.memory.adopt(pages)
        pageStateAdopted()
    }
}
