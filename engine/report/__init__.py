"""Results go in, what people and programs read comes out: the table, the derivation, JSON and CSV."""
