extension SQLiteTransitionWriter {
    /// Makes indices and views, and documents everything in the file.
    func writeCatalog(to database: Database) throws(StoreError) {
        for index in Catalog.indices { try database.execute(index) }
        for view in Catalog.views { try database.execute(view.sql) }
        try database.fill(.schemaDoc, SchemaDoc.rows)
    }
}
