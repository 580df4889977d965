import Foundation
import Notation
import Testing

@Suite struct JSONTests {
    private static let example = JSON.object([
        ("name", .string("a \"quoted\" \\ word\nand\ttabs, ä")), ("largest", .number("18446744073709551615")), ("nothing", .null),
        ("list", .array([.boolean(true), .boolean(false), .array([]), .object([])])), ("inner", .object([("one", JSON(1))])),
    ])

    @Test func whatIsWrittenIsReadBack() throws {
        for text in [Self.example.text, Self.example.indentedText] {
            #expect(try JSON(Array(text.utf8)).text == Self.example.text)
        }
    }

    @Test func everyCharacterIsValidForAnotherReader() throws {
        let all = String(String.UnicodeScalarView((0..<UInt32(0x3000)).compactMap { Unicode.Scalar($0) }))
        let object = try JSONSerialization.jsonObject(with: Data(JSON.object([("all", .string(all))]).text.utf8))
        #expect((object as? [String: String])?["all"] == all)
    }

    /// The form that `trace info --format json` has had from the beginning.
    @Test func indentedTextIsThatOfFoundation() throws {
        let words: [String: [String: [String]]] = ["a": [:], "b": ["list": ["x", "y/z"], "none": [], "one": ["t"]]]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let members = words.sorted { $0.key < $1.key }.map { key, lists in
            (key, JSON.object(lists.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map { .string($0) })) }))
        }
        #expect(JSON.object(members).indentedText == String(decoding: try encoder.encode(words), as: UTF8.self))
    }

    @Test func aValueKnowsWhereItStood() throws {
        let json = try JSON(Array(#"{"a": [1, {"b": "c"}]}"#.utf8))
        guard case .array(let elements) = json["a"]?.value else {
            Issue.record("no array")
            return
        }
        #expect(elements.map(\.offset) == [7, 10])
        #expect(elements[1].keys == ["b"])
    }

    /// What is wrong, at which byte, and a word of what the message says.
    @Test(arguments: [
        ("", 0, "ends early"), ("{\"a\":1} x", 8, "after the end"), ("[1 2]", 3, "neither , nor ]"), ("{1:2}", 1, "not a member's name"),
        ("{\"a\" 1}", 5, "no : after \"a\""), ("\"abc", 4, "without end"), ("\"\\q\"", 3, "unknown escape"), ("[nul]", 1, "not JSON"),
    ])
    func whatIsWrongIsNamedWithItsPlace(text: String, offset: Int, problem: String) {
        do throws(JSONError) {
            _ = try JSON(Array(text.utf8))
            Issue.record("accepted")
        } catch {
            #expect(error.offset == offset, "\(error)")
            #expect(error.problem.contains(problem), "\(error)")
        }
    }
}
