import Pages
import Slab

/// The state of a machine when a replay begins, where it is not that after boot.
///
/// What is nil is as after boot. A state is entered before the first event (`Machine.adopt(_:)`).
public struct StartState: Sendable, Equatable {
    /// The page allocator's lists.
    public var pages: InitialPageState?
    /// SLUB's caches. Given only together with `pages`.
    public var slabs: InitialSlabState?
    /// Memory that processes were promised before the run (Committed_AS), in pages.
    public var committedPages: UInt64 = 0
    /// Page cache of files that can be reclaimed (Cached less Shmem), in pages.
    public var cachedPages: UInt64 = 0
    /// The files that it was read from, in the order given: a run's identity.
    public var sources: [Source] = []

    public init(pages: InitialPageState? = nil, sources: [Source] = []) {
        self.pages = pages
        self.sources = sources
    }

    /// A state made in memory: its digest is 0.
    public init(pages: InitialPageState?, name: String) { self.init(pages: pages, sources: [Source(name: name, digest: 0)]) }

    /// A file's or directory's name without folders, and a digest of what was read.
    public struct Source: Sendable, Equatable {
        public var name: String
        public var digest: UInt64

        public init(name: String, digest: UInt64) {
            self.name = name
            self.digest = digest
        }
    }
}
