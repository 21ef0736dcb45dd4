"""Read models: a table, the projector that alone writes it, and the queries that read it."""
