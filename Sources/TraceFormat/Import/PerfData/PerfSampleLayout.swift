/// Where the parts of an event's samples stand: they come in the order of perf_output_sample (kernel/events/core.c of 6.1), each only where
/// `sample_type` has its bit. Offsets count from the record's header; -1: the samples have no such part.
struct PerfSampleLayout {
    var identifier = -1
    var task = -1
    var time = -1
    var id = -1
    var cpu = -1
    /// What follows has no fixed size: counters, the call chain, the raw record.
    var fixedSize = PerfRecord.headerSize
    var hasRead = false
    var readFormat: UInt64 = 0
    var hasChain = false
    var hasRaw = false
    /// The same parts at the end of other records, counted back from there; 0: none.
    var trailingTask = 0
    var trailingTime = 0
    var trailingCPU = 0

    init(_ attribute: PerfAttribute) {
        let type = attribute.sampleType
        func next(_ part: PerfAttribute.SampleType) -> Int {
            guard type.contains(part) else { return -1 }
            fixedSize += 8
            return fixedSize - 8
        }
        identifier = next(.identifier)
        _ = next(.address)
        task = next(.task)
        time = next(.time)
        _ = next(.data)
        id = next(.id)
        _ = next(.stream)
        cpu = next(.cpu)
        _ = next(.period)
        (hasRead, readFormat) = (type.contains(.read), attribute.readFormat)
        (hasChain, hasRaw) = (type.contains(.callChain), type.contains(.raw))
        if attribute.hasTrailers { takeTrailer(type) }
    }

    /// Task, time, id, stream, processor, identifier, in this order (perf_event__output_id_sample).
    private mutating func takeTrailer(_ type: PerfAttribute.SampleType) {
        var size = 0
        for part in [PerfAttribute.SampleType.identifier, .cpu, .stream, .id, .time, .task] where type.contains(part) {
            size += 8
            switch part {
            case .cpu: trailingCPU = size
            case .time: trailingTime = size
            case .task: trailingTask = size
            default: break
            }
        }
    }

    /// Where samples have their id: 0 where they have none, and then there is only one event.
    var place: Int { max(identifier, id, 0) }
}
