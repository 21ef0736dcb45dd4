"""Ad accounts: what a person does with them after the connection."""
