import Glibc

// embed texts CONSTANT OUTPUT.swift FILE …: the constant is an array of each file's name (without folder and extension) and text.
// embed library CLANG CONSTANT OUTPUT.swift SOURCE.c …: the constant is a shared library made of the sources, in hexadecimal digits.
//
// Writes files as Swift source. A step of the build; see Plugins/Embedder.

var arguments = CommandLine.arguments.dropFirst()
switch arguments.removeFirst() {
case "texts":
    let (constant, output) = (arguments.removeFirst(), arguments.removeFirst())
    let entries = arguments.map { "    (\"\(name($0))\", \"\(literal(bytes($0)))\"),\n" }
    write("let \(constant): [(name: String, text: String)] = [\n\(entries.joined())]\n", to: output)
case "library":
    let (clang, constant, output) = (arguments.removeFirst(), arguments.removeFirst(), arguments.removeFirst())
    let library = output + ".so"
    run([clang] + libraryFlags + ["-o", library] + arguments)
    write("let \(constant): StaticString = \"\(digits(bytes(library)))\"\n", to: output)
default: preconditionFailure("neither texts nor library")
}

/// No built-ins: the compiler may not turn what stands in `calloc` into a call of calloc.
var libraryFlags: [String] {
    ["-std=c17", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-fno-builtin", "-Wall", "-Wextra", "-Werror", "-Wl,-s"]
}

/// Runs a program to its end; ends with its status where that is not 0.
func run(_ command: [String]) {
    var (process, status) = (pid_t(), Int32())
    let words = command.map { strdup($0) } + [nil]
    guard posix_spawn(&process, command[0], nil, nil, words, environ) == 0, waitpid(process, &status, 0) == process else {
        fail(command[0])
    }
    if status != 0 { exit(1) }
}

func name(_ path: String) -> Substring { path.split(separator: "/").last!.prefix { $0 != "." } }

/// The text between the quotation marks of a string literal.
func literal(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        switch byte {
        case UInt8(ascii: "\n"): text += Array("\\n".utf8)
        case UInt8(ascii: "\t"): text += Array("\\t".utf8)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): text += [UInt8(ascii: "\\"), byte]
        default:
            precondition(byte >= 0x20, "a control character in a text")
            text.append(byte)
        }
    }
    guard let literal = String(validating: text, as: UTF8.self) else { preconditionFailure("a text that is not UTF-8") }
    return literal
}

func digits(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { fail(path) }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in filled = fread(buffer.baseAddress, 1, count, file) }
}

func write(_ text: String, to path: String) {
    guard let file = fopen(path, "wb") else { fail(path) }
    guard fputs(text, file) >= 0, fclose(file) == 0 else { fail(path) }
}

func fail(_ path: String) -> Never {
    perror(path)
    exit(1)
}
