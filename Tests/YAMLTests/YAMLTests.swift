import Testing
import YAML

@Suite struct YAMLTests {
    /// A short form of a tree: `{key@line: value@line, …}`.
    private func tree(_ node: YAMLNode) -> String {
        let text =
            switch node.value {
            case .scalar(let text): "'\(text)'"
            case .sequence(let nodes): "[" + nodes.map(tree).joined(separator: ", ") + "]"
            case .mapping(let pairs): "{" + pairs.map { "\($0.key)@\($0.line): \(tree($0.value))" }.joined(separator: ", ") + "}"
            }
        return "\(text)@\(node.line)"
    }

    @Test(arguments: [
        ("a", "'a'@1"), ("- a\n- b\n", "['a'@1, 'b'@2]@1"),
        ("a: 1\nb:\n  c: [x, 'y z']\n", "{a@1: '1'@1, b@2: {c@3: ['x'@3, 'y z'@3]@3}@3}@1"),
        ("# a comment\n\nkey: \"a\\tb\" # and more\n", "{key@3: 'a\tb'@3}@3"), ("key:\n", "{key@1: ''@1}@1"),
        ("text: |\n  one\n  two\n", "{text@1: 'one\ntwo\n'@1}@1"), ("folded: >-\n  one\n  two\n", "{folded@1: 'one two'@1}@1"),
        ("{a: 1, b: {c: 2}}", "{a@1: '1'@1, b@1: {c@1: '2'@1}@1}@1"), ("---\na: ~\n...\n", "{a@2: '~'@2}@2"),
        ("- a: 1\n  b: 2\n- c: 3\n", "[{a@1: '1'@1, b@2: '2'@2}@1, {c@3: '3'@3}@3]@1"), ("ä: ö", "{ä@1: 'ö'@1}@1"),
    ])
    func valuesComeWithTheirLines(text: String, expected: String) throws {
        #expect(try YAMLNode.parse(text).map(tree) == expected)
    }

    @Test(arguments: ["", "\n\n", "# only a comment\n"]) func nothingIsNil(text: String) throws {
        #expect(try YAMLNode.parse(text).map(tree) == nil)
    }

    @Test(arguments: [
        ("a: 1\n b: 2\n", 2, "not YAML: mapping values are not allowed"), ("a: [1, 2\nb: 3\n", 2, "not YAML"), ("a: 'x\n", 2, "not YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "the key a stands twice"), ("a: &x 1\n", 1, "the anchor &x is not read"),
        ("a: 1\nb: *x\n", 2, "the alias *x is not read"), ("a: 1\nb: !!int 2\n", 2, "the tag tag:yaml.org,2002:int is not read"),
        ("[a]: 1\n", 1, "a key of several values"), ("a: 1\n---\nb: 2\n", 2, "a second document"), ("a: 1\n\tb: 2\n", 2, "not YAML"),
        ("a: 1\nb: \u{1}\n", 2, "not YAML: control characters are not allowed"),
        (String(repeating: "[", count: 100), 1, "nested too deeply"),
    ])
    func whatIsWrongIsNamedWithItsLine(text: String, line: Int, problem: String) {
        do throws(YAMLError) {
            _ = try YAMLNode.parse(text)
            Issue.record("accepted")
        } catch {
            #expect(error.line == line, "\(error)")
            #expect(error.description.contains(problem), "\(error)")
        }
    }
}
