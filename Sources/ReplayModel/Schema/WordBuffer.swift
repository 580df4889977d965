/// Words of rows, one after the other: an array whose writer makes room once a row and then only stores.
///
/// A plain value: a copy shares the memory until one of the two is written to.
///
/// Invariant: 0 <= count <= capacity; `base` is the memory of `memory`, and its first `count` words have values.
public struct WordBuffer: @unchecked Sendable {
    @usableFromInline var base: UnsafeMutablePointer<Int64>
    @usableFromInline var memory: WordMemory
    @usableFromInline var storedCount = 0
    @usableFromInline var capacity: Int

    @inlinable @inline(__always) public var count: Int { storedCount }

    public init() {
        memory = WordMemory(words: 0)
        (base, capacity) = (memory.start, 0)
    }

    /// Makes room for so many words more. Amortised constant time per word.
    @inlinable @inline(__always) mutating func reserve(_ words: Int) {
        if count &+ words > capacity || !isKnownUniquelyReferenced(&memory) { makeRoom(words) }
    }

    /// Where the next word goes.
    @inlinable @inline(__always) var end: UnsafeMutablePointer<Int64> { base + count }

    /// The next `words` words have been stored from `end` on. Precondition: `reserve` made room for them.
    @inlinable @inline(__always) mutating func advance(_ words: Int) {
        precondition(count &+ words <= capacity, "room for a row's words")
        storedCount &+= words
    }

    public mutating func append(contentsOf words: UnsafeBufferPointer<Int64>) {
        guard let start = words.baseAddress else { return }
        reserve(words.count)
        end.update(from: start, count: words.count)
        advance(words.count)
    }

    /// The most words whose memory an empty buffer keeps, 512 KiB: more than a batch's rows of one table take in general.
    private static var retainedCapacity: Int { 1 << 16 }

    /// Empties the buffer and keeps its memory, unless a batch that was larger than others by far has made it large.
    public mutating func removeAll() {
        if capacity <= Self.retainedCapacity, isKnownUniquelyReferenced(&memory) { storedCount = 0 } else { self = WordBuffer() }
    }

    @usableFromInline @inline(never) mutating func makeRoom(_ words: Int) {
        let newCapacity = count + words > capacity ? Swift.max(count + words, 2 * capacity, 64) : capacity
        let newMemory = WordMemory(words: newCapacity)
        newMemory.start.update(from: base, count: count)
        (memory, base, capacity) = (newMemory, newMemory.start, newCapacity)
    }

    @inlinable
    public func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Int64>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(memory) {} }
        return try body(UnsafeBufferPointer(start: base, count: count))
    }
}

extension WordBuffer: RandomAccessCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { count }

    /// Writing makes the memory its own.
    @inlinable public subscript(index: Int) -> Int64 {
        get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an index within the buffer")
            return base[index]
        }
        set {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an index within the buffer")
            reserve(0)
            base[index] = newValue
        }
    }
}

extension WordBuffer: Equatable {
    public static func == (one: WordBuffer, other: WordBuffer) -> Bool { one.elementsEqual(other) }
}

/// Memory that goes when its last user does.
@usableFromInline
final class WordMemory: @unchecked Sendable {
    @usableFromInline let start: UnsafeMutablePointer<Int64>

    init(words: Int) { start = .allocate(capacity: max(words, 1)) }

    deinit { start.deallocate() }
}
