import Pages
import ReplayModel
import Slab

extension InitialSlabState {
    /// The state without the slabs whose frames are not allocated here, which are counted (`state.slab_not_allocated`).
    func allocated(in memory: inout PhysicalMemory, log: inout TransitionLog) -> InitialSlabState {
        var state = self
        for cache in state.caches.indices {
            let all = state.caches[cache].slabs.count
            state.caches[cache].slabs.removeAll { !memory.isAllocated($0.frame, order: $0.order) }
            let missing = all - state.caches[cache].slabs.count
            if missing > 0 { log.count(.stateSlabNotAllocated, by: UInt64(missing)) }
        }
        return state
    }
}
