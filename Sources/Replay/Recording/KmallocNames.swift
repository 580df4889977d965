import TraceFormat

/// Names of the kmalloc caches that a recording's events speak of by size only; each is put together once.
struct KmallocNames {
    private struct Class: Hashable {
        var size: UInt64
        var isAccounted: Bool
    }

    /// Only looked up.
    private var known: [Class: NameID] = [:]
    private var newest: (key: Class, name: NameID)?

    /// The name of the cache for objects of `size` bytes: `kmalloc-96`, `kmalloc-cg-2k`.
    mutating func name(of size: UInt64, isAccounted: Bool, _ names: inout NameTable) -> NameID {
        let key = Class(size: size, isAccounted: isAccounted)
        if let newest, newest.key == key { return newest.name }
        let name = known[key] ?? make(size, isAccounted, &names)
        known[key] = name
        newest = (key, name)
        return name
    }

    private func make(_ size: UInt64, _ isAccounted: Bool, _ names: inout NameTable) -> NameID {
        let text = size % 1024 == 0 && size >= 1024 ? "\(size / 1024)k" : "\(size)"
        return names.intern("\(isAccounted ? "kmalloc-cg" : "kmalloc")-\(text)")
    }
}
