import Testing

@testable import ReplayStore

@Suite struct ViewParserTests {
    @Test func aViewIsReadWithItsCommentsAndCodes() {
        let views = ViewParser.parse(
            """
            -- First line
            -- and second.
            -- @a what a is
            -- @b what b is
            CREATE VIEW one AS
            SELECT a, b FROM object
            WHERE op = {object.op.free};

            -- Other.
            CREATE VIEW two AS SELECT 1;
            """)
        #expect(views.map(\.name) == ["one", "two"])
        #expect(views[0].doc == "First line and second.")
        #expect(views[0].columns == [ColumnDoc(name: "a", doc: "what a is"), ColumnDoc(name: "b", doc: "what b is")])
        #expect(views[0].sql == "CREATE VIEW one AS\nSELECT a, b FROM object\nWHERE op = 1")
        #expect(views[1].sql == "CREATE VIEW two AS SELECT 1")
    }
}
