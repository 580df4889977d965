/// Text that is no JSON: where, and what was expected.
package struct JSONError: Error, Equatable {
    /// Byte offset in the text.
    package var offset: Int
    package var problem: String
    package var expected: String
}
