/// Figures of one address space, in pages (mm_struct: total_vm, data_vm, stack_vm, exec_vm, locked_vm, rss_stat, pgtables).
public struct MemoryCounters: Sendable, Equatable {
    /// Size of all VMAs (VSS).
    public package(set) var total: UInt64 = 0
    /// Of private writable VMAs that are no stack.
    public internal(set) var data: UInt64 = 0
    public internal(set) var stack: UInt64 = 0
    /// Of executable VMAs that are not writable.
    public internal(set) var executable: UInt64 = 0
    public internal(set) var locked: UInt64 = 0
    /// Resident anonymous pages. The shared zero page is never counted.
    public package(set) var anonymous: UInt64 = 0
    /// Resident pages of files and shared memory.
    public internal(set) var file: UInt64 = 0
    /// Page tables without the top level (VmPTE).
    public package(set) var tables: UInt64 = 0

    /// RSS.
    public var resident: UInt64 { anonymous + file }

    init() {}

    /// Counts a VMA in, or out (`vm_stat_account`, mm/mmap.c of Linux 6.1).
    mutating func count(_ vma: Vma, entering: Bool) {
        let pages = entering ? vma.pages : 0 &- vma.pages
        total &+= pages
        let isStack = vma.attributes.contains(.growsDown)
        let isWritable = vma.protection & 2 != 0
        if isStack { stack &+= pages } else if isWritable && !vma.isShared { data &+= pages }
        if vma.protection & 4 != 0 && !isWritable && !isStack { executable &+= pages }
        if vma.isLocked { locked &+= pages }
    }

    /// The VMA figures alone, for the audit.
    var sizes: [UInt64] { [total, data, stack, executable, locked] }
}
