import ReplayModel
import TraceFormat

/// The place of a process that has an address space; none is made for a kernel thread, whose `mm` is NULL (struct task_struct,
/// include/linux/sched.h). Holds until the process begins another program or ends; what uses it later fails a precondition.
package struct AddressSpaceSlot: Hashable, Sendable {
    /// Whose it is.
    let process: ProcessSlot

    fileprivate init(_ process: ProcessSlot) { self.process = process }
}

extension ProcessTable {
    /// Reads and changes an address space in its place. The only force unwrap: nobody else makes an `AddressSpaceSlot`.
    package subscript(slot: AddressSpaceSlot) -> AddressSpace {
        @inline(__always) _read { yield slots[slot.process.position].space! }
        @inline(__always) _modify { yield &slots[slot.process.position].space! }
    }

    /// The address space of a process, where it has one.
    package func space(of slot: ProcessSlot) -> AddressSpaceSlot? { self[slot].hasAddressSpace ? AddressSpaceSlot(slot) : nil }

    /// The address space of a live process, where it has one, by its pid or one of its threads' ids.
    package func liveSpace(of id: ProcessID) -> AddressSpaceSlot? { liveSlot(of: id).flatMap { space(of: $0) } }

    /// Gives a process an address space of its own. Precondition: it has none.
    mutating func give(_ space: AddressSpace, to slot: ProcessSlot) -> AddressSpaceSlot {
        precondition(!self[slot].hasAddressSpace, "the old address space is torn down first")
        self[slot].space = space
        return AddressSpaceSlot(slot)
    }

    /// The process is left without an address space.
    mutating func removeSpace(_ slot: AddressSpaceSlot) { self[slot.process].space = nil }
}
