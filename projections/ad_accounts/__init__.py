"""Ad accounts as people see them: where they are, and whether we may use them."""
