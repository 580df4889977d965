import Platform

extension Teller {
    func process(_ row: StoredRow) throws -> String {
        let process = "process \(row["pid"] ?? 0) (\(try name(row["comm"])))"
        let value = row["value"] ?? 0
        switch row.word("op") {
        case "start": return "\(process.capitalizedFirst) begins, uid \(row["uid"] ?? 0)."
        case "fork": return "\(process.capitalizedFirst) is forked from process \(row["parent"] ?? 0)."
        case "exec": return "\(process.capitalizedFirst) begins a new program."
        case "exit": return "\(process.capitalizedFirst) is gone, status \(value)."
        case "kill": return "\(process.capitalizedFirst) is killed by signal \(value)."
        case "rename": return "The process is called \(process) from here on."
        case "oom_score_adj", "oom_adj":
            let old = row["old_value"].map { " from \($0)" } ?? ""
            return "\(row.word("op")) of \(process) is set\(old) to \(value)."
        case "thread_start": return "\(process.capitalizedFirst) gets thread \(value)."
        case "thread_end": return "Thread \(value) of \(process) ends."
        case "foreground": return "\(process.capitalizedFirst) comes to the foreground."
        case "background": return "\(process.capitalizedFirst) goes to the background."
        default: return "\(process.capitalizedFirst): \(row.word("op"))."
        }
    }

    func syscall(_ row: StoredRow) throws -> String {
        let maker = row["from_libc"] == 1 ? "The C library" : try who(row["pid"], before: row.step).capitalizedFirst
        let call = row.word("call")
        let length = UInt64(bitPattern: row["length"] ?? 0)
        let arguments = call == "brk" ? Describe.hex(row["address"]) : "\(Describe.hex(row["address"])), \(Describe.bytes(length))"
        let result =
            row["errno"].map { "fails with errno \($0)\($0 == 12 ? " (ENOMEM)" : "")" }
            ?? "returns \(Describe.hex(row["result"]))"
        return "\(maker) calls \(call)(\(arguments)), which \(result)."
    }

    func heap(_ row: StoredRow) throws -> String {
        let chunk = "the chunk at \(Describe.hex(row["chunk"]))"
        let size = Describe.bytes(UInt64(bitPattern: row["size"] ?? 0))
        let asked = row["requested"].map { ", \(Describe.bytes(UInt64(bitPattern: $0))) asked for" } ?? ""
        let operation = row.word("op")
        let places = [
            "tcache": "the thread's cache", "fastbin": "a fast bin", "smallbin": "a small bin", "largebin": "a large bin",
            "unsorted": "the unsorted bin", "top": "the top chunk", "mmap": "a mapping of its own",
        ]
        if let place = places[String(operation.dropFirst(5))], operation.hasPrefix("from_") {
            return "malloc hands out \(chunk) (\(size)\(asked)), from \(place)."
        }
        if let place = places[String(operation.dropFirst(3))], operation.hasPrefix("to_") {
            return "free gives \(chunk) (\(size)) to \(operation == "to_mmap" ? "the kernel" : place)."
        }
        switch operation {
        case "sort_to_smallbin", "sort_to_largebin": return "\(chunk.capitalizedFirst) (\(size)) is sorted into its bin."
        case "split": return "\(chunk.capitalizedFirst) is split: \(size) remain."
        case "merge": return "\(chunk.capitalizedFirst) is merged with a free neighbour: \(size)."
        case "resize": return "\(chunk.capitalizedFirst) is resized in place: \(size)\(asked)."
        case "grow_top": return "The top chunk grows to \(size)."
        case "trim_top": return "The top chunk is trimmed to \(size)."
        case "fail": return "The call fails: NULL\(asked)."
        default: return "\(chunk.capitalizedFirst): \(operation), \(size)."
        }
    }

    func oom(_ row: StoredRow) throws -> String {
        let trigger: String
        switch row.word("trigger") {
        case "low_memory_killer": trigger = "Android's lowmemorykiller acts"
        case "recorded": trigger = "The recorded kernel's OOM killer acted"
        default:
            trigger =
                "The OOM killer acts for \(try who(row["invoker"], before: row.step)) (\(Describe.block(order: row["ord"] ?? 0)), "
                + "\(Describe.gfp(row["gfp"] ?? 0)))"
        }
        let total = UInt64(bitPattern: row["total_pages"] ?? 0)
        let outcome =
            try row["victim"].map {
                "It chooses \(try who($0, before: row.step)) with \(grouped(row["points"] ?? 0)) points."
            } ?? "Nobody may be killed."
        return "\(trigger): \(row["candidates"] ?? 0) processes scored against \(Describe.pages(total)). \(outcome)"
    }

    func oomZone(_ row: StoredRow) -> String {
        "The OOM killer finds \(zone(row["zone"])) with \(Describe.pages(UInt64(bitPattern: row["free"] ?? 0))) free, min watermark "
            + "\(grouped(row["min"] ?? 0))."
    }

    func oomCandidate(_ row: StoredRow) throws -> String {
        let process = try who(row["pid"], before: row.step).capitalizedFirst
        guard row.word("eligibility") == "eligible" else {
            return "\(process) may not be killed: \(row.word("eligibility"))."
        }
        return "\(process) has \(grouped(row["points"] ?? 0)) points: rss \(row["rss"] ?? 0) + swap \(row["swap"] ?? 0) + page tables "
            + "\(row["page_tables"] ?? 0) - root \(row["root_bonus"] ?? 0) + adj \(row["adjustment"] ?? 0)."
    }
}
