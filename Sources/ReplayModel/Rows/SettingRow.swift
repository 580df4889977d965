import TraceFormat

/// Settings written during the run: sysctl, mallopt.
public struct SettingRow: TransitionRow {
    public var process: ProcessID? = nil
    public var key: NameID
    public var oldValue: Int64? = nil
    public var newValue: Int64

    public init(process: ProcessID? = nil, key: NameID, oldValue: Int64? = nil, newValue: Int64) {
        self.process = process
        self.key = key
        self.oldValue = oldValue
        self.newValue = newValue
    }

    public static let table = TransitionTable.setting

    public static let schema = TableSchema(
        "setting",
        "Settings written during the run: sysctl, mallopt.",
        [
            ColumnSchema("pid", .integer, optional: true, "whose (mallopt)"),
            ColumnSchema("key", .name, "the setting"),
            ColumnSchema("old_value", .integer, optional: true, "value before"),
            ColumnSchema("new_value", .integer, "value after"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(key)
        row.put(oldValue)
        row.put(newValue)
    }
}
