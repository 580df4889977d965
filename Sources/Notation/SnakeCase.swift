extension String {
    /// `camelCase` → `camel_case`, `perCPU` → `per_cpu`. Names are ASCII.
    package init(snakeCase camel: String) {
        var text: [UInt8] = []
        var wasUppercase = true
        for byte in camel.utf8 {
            let isUppercase = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            if isUppercase && !wasUppercase { text.append(UInt8(ascii: "_")) }
            wasUppercase = isUppercase
            text.append(isUppercase ? byte | 0x20 : byte)
        }
        self = String(decoding: text, as: UTF8.self)
    }
}
