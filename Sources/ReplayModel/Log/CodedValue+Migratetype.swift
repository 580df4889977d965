import TraceFormat

extension Migratetype: CodedValue {}
