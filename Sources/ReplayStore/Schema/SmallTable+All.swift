import TraceFormat

extension SmallTable {
    static let run = SmallTable(
        "run", "What this run is: traces, machine, placement, tool.",
        [
            SmallColumn("key", .text, "what is told"),
            SmallColumn("value", .any, optional: true, "its value"),
        ])

    static let profileSetting = SmallTable(
        "profile_setting", "The machine profile whole: everything the outcome depends on besides the traces.",
        [
            SmallColumn("key", .text, "the setting, as --set takes it"),
            SmallColumn("value", .any, optional: true, "its value"),
        ])

    static let source = SmallTable(
        "source", "The trace files, in the order in which they were given.",
        [
            SmallColumn("id", .integer, "number, as in event.source"),
            SmallColumn("name", .text, "file name without its folder"),
            SmallColumn("digest", .text, "digest of its bytes"),
        ])

    static let name = SmallTable(
        "name", "Interned strings: call sites, caches, commands, labels.",
        [
            SmallColumn("id", .integer, "number"),
            SmallColumn("text", .text, "the string"),
        ])

    static let code = SmallTable(
        "code", "The words that small codes in the transition tables stand for.", key: 3,
        [
            SmallColumn("table_name", .text, "table"),
            SmallColumn("column_name", .text, "column"),
            SmallColumn("code", .integer, "the number stored"),
            SmallColumn("word", .text, "what it stands for"),
        ])

    static let eventKind = SmallTable(
        "event_kind", "Kinds of events.",
        [
            SmallColumn("code", .integer, "number, as in event.kind"),
            SmallColumn("name", .text, "name in the trace"),
            SmallColumn("doc", .text, "what it means"),
        ])

    static let eventField = SmallTable(
        "event_field", "What the arguments of each kind of event are.", key: 2,
        [
            SmallColumn("kind", .integer, "event kind"),
            SmallColumn("slot", .integer, "argument: 0 is event.a0"),
            SmallColumn("name", .text, "field name in the trace"),
            SmallColumn("type", .text, "how it is written"),
            SmallColumn("doc", .text, "what it means"),
        ])

    static let zone = SmallTable(
        "zone", "Memory zones, lowest first. Pages.",
        [
            SmallColumn("id", .integer, "number, as in zone columns"),
            SmallColumn("name", .text, "name in /proc/zoneinfo"),
            SmallColumn("start_pfn", .integer, "first frame"),
            SmallColumn("spanned", .integer, "frames from the first to the last"),
            SmallColumn("present", .integer, "frames that are RAM"),
            SmallColumn("managed", .integer, "frames that the page allocator got"),
            SmallColumn("min", .integer, "min watermark"),
            SmallColumn("low", .integer, "low watermark"),
            SmallColumn("high", .integer, "high watermark"),
            SmallColumn("protection", .text, "lowmem reserve against requests that prefer each zone, lowest first, with spaces between"),
        ])

    static let counter = SmallTable(
        "counter", "Totals of odd but replayable input, and other counts; docs/oddities.md lists all that there may be.",
        [
            SmallColumn("name", .text, "what was counted"),
            SmallColumn("count", .integer, "how often"),
            SmallColumn("severity", .text, "what it means: " + OddSeverity.allCases.map(\.title).joined(separator: ", ")),
            SmallColumn("doc", .text, "what happened, in a sentence"),
        ])

    static let metric = SmallTable(
        "metric", "Figures of the whole run, for comparison with another.",
        [
            SmallColumn("name", .text, "what is measured"),
            SmallColumn("unit", .text, "its unit"),
            SmallColumn("end_value", .integer, optional: true, "at the last step"),
            SmallColumn("peak_value", .integer, optional: true, "the largest"),
            SmallColumn("peak_step", .integer, optional: true, "the first step at which it was the largest"),
        ])

    static let digest = SmallTable(
        "digest",
        "Logical digests, independent of SQLite: equal in two runs whose rows are equal. Not in them: run and source.",
        [
            SmallColumn("table_name", .text, "table; 'total' is over all of them"),
            SmallColumn("rows", .integer, "its rows"),
            SmallColumn("digest", .text, "64-bit digest, hexadecimal"),
        ])

    static let schemaDoc = SmallTable(
        "schema_doc", "Every table, view and column of this file.", key: 2,
        [
            SmallColumn("table_name", .text, "table or view"),
            SmallColumn("column_name", .text, "column; empty for the table or view itself"),
            SmallColumn("position", .integer, "column's position from 1; 0 for the table or view itself"),
            SmallColumn("kind", .text, "table, view or column"),
            SmallColumn("doc", .text, "what it is"),
        ])

    /// All of them, in the order in which they are documented.
    static let all =
        [
            run, profileSetting, source, zone, name, code, eventKind, eventField, counter, metric, digest, schemaDoc,
        ] + moments
}
