"""Ad accounts: the organization's accounts on the platforms, and whether we may use them."""
