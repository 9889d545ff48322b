"""Files go in (YAML, CSV), inputs and figures with their places come out; what cannot be read is a problem."""
