/// The events of a recording, each with its format and its plan.
///
/// Invariant: `plans[i]` is of `formats[i]`; `caches` has one of each computation, and one more for addresses.
final class PlanTable {
    let formats: [EventFormat]
    private let symbols: KernelSymbols?
    private let computations: [Computation]
    private let caches: [ValueCache]
    private let plans: UnsafeMutableBufferPointer<EventPlan>
    private let steps: UnsafeMutableBufferPointer<PlanStep>
    private let cacheViews: UnsafeMutableBufferPointer<ValueCache>
    private let addresses = ValueCache(bits: 13)
    private let words = ByteCache(bits: 10)
    /// Indices by `common_type`; noPlan: there is none.
    private let indices: UnsafeMutableBufferPointer<Int32>

    static let noPlan: Int32 = -1

    init(_ formats: [EventFormat], symbols: KernelSymbols?) {
        self.formats = formats
        self.symbols = symbols
        var compiler = PlanCompiler()
        let points = TracepointIndex()
        let compiled = formats.enumerated().map { compiler.compile($1, index: $0, points) }
        computations = compiler.computations
        caches = computations.map { _ in ValueCache(bits: 8) }
        plans = Self.copy(compiled)
        steps = Self.copy(compiler.steps)
        cacheViews = Self.copy(caches)
        indices = Self.copy([Int32](repeating: Self.noPlan, count: 1 << 16))
        for (index, format) in formats.enumerated() { indices[Int(format.id)] = Int32(truncatingIfNeeded: index) }
    }

    private static func copy<Element>(_ array: [Element]) -> UnsafeMutableBufferPointer<Element> {
        let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
        _ = copy.initialize(from: array)
        return copy
    }

    deinit {
        for cache in caches { cache.free() }
        addresses.free()
        plans.deinitialize().deallocate()
        steps.deinitialize().deallocate()
        cacheViews.deallocate()
        indices.deallocate()
    }

    /// The table without its owner, for a loop that must not count references. Valid as long as the owner.
    var view: View {
        View(
            plans: UnsafePointer(plans.baseAddress.unsafelyUnwrapped), steps: UnsafePointer(steps.baseAddress.unsafelyUnwrapped),
            caches: UnsafePointer(cacheViews.baseAddress.unsafelyUnwrapped), addresses: addresses, words: words.view,
            indices: UnsafePointer(indices.baseAddress.unsafelyUnwrapped), owner: Unmanaged.passUnretained(self))
    }

    /// See `view`.
    struct View {
        let plans: UnsafePointer<EventPlan>
        let steps: UnsafePointer<PlanStep>
        let caches: UnsafePointer<ValueCache>
        let addresses: ValueCache
        let words: ByteCache.View
        let indices: UnsafePointer<Int32>
        let owner: Unmanaged<PlanTable>

        /// The index of the plan of records with this `common_type`, or nil.
        @inline(__always)
        func index(_ type: UInt16) -> Int? {
            let index = indices[Int(type)]
            return index == PlanTable.noPlan ? nil : Int(index)
        }
    }
}

extension PlanTable {
    /// The name of an address: `FUNCTION+0xOFFSET` where the recording has the kernel's symbols, else the number.
    func name(ofAddress address: UInt64, _ names: inout NameTable) -> NameID {
        let name = names.intern(symbols?.text(address) ?? "0x" + String(address, radix: 16))
        addresses.set(address, UInt64(name.rawValue))
        return name
    }

    /// What a computed field has for a number; nil: it cannot be read. What is odd is computed, and counted, each time.
    func compute(
        _ index: Int, _ number: UInt64, _ decoder: inout TracepointDecoder, _ names: inout NameTable
    ) -> UInt64? {
        let computation = computations[index]
        let odd = decoder.unknownGfp + decoder.assumedGfp
        let value: UInt64?
        switch computation.expression.map({ $0.value { _ in number } }) ?? .number(number) {
        case nil: value = nil
        case .number(let number): value = Self.read("0x" + String(number, radix: 16), computation.value, &decoder, &names)
        case .text(let text): value = Self.read(text, computation.value, &decoder, &names)
        }
        if let value, odd == decoder.unknownGfp + decoder.assumedGfp { caches[index].set(number, value) }
        return value
    }

    /// A printed value, read as the importers of texts read it.
    private static func read(
        _ text: String, _ kind: TracepointValue, _ decoder: inout TracepointDecoder, _ names: inout NameTable
    ) -> UInt64? {
        // Readers may load a word behind the end.
        let bytes = Array(text.utf8)
        return (bytes + [UInt8](repeating: 0, count: ByteSource.padding)).withUnsafeBytes {
            decoder.value(UnsafeRawBufferPointer(rebasing: $0[..<bytes.count]), 0, bytes.count, kind, &names)?.value
        }
    }
}
