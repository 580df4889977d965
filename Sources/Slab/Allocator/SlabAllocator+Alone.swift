import Pages
import ReplayModel
import TraceFormat

// kmalloc and kfree for those who drive the allocator without a machine around it: measurements.
extension SlabAllocator {
    /// kmalloc with GFP_KERNEL on the real page allocator. Nil: too large for the largest block, or no page was to be had.
    public mutating func kmalloc(_ size: UInt64, cpu: UInt16, memory: inout PhysicalMemory, log: inout TransitionLog) -> VirtualAddress? {
        do throws(OutOfMemory) {
            return try kmalloc(size, ObjectRequest(gfp: .kernel, cpu: cpu), memory: &memory, log: &log)
        } catch {
            return nil
        }
    }

    /// kfree.
    @discardableResult
    public mutating func kfree(
        _ address: VirtualAddress, cpu: UInt16, memory: inout PhysicalMemory, log: inout TransitionLog
    ) -> ObjectFreeOutcome {
        free(address, ObjectRequest(cpu: cpu), memory: &memory, log: &log)
    }
}
