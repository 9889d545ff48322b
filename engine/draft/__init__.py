"""From an official document to draft rules: a deterministic grammar that says what it guessed and what it could not read."""
