"""How well pictures of handwriting are read: `cases` to read, the `outcomes`, their `figures`, and the `record`."""
