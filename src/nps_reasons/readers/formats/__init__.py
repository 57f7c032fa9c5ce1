"""Files and databases to RawTables: what holds the rows, whatever they mean."""
