"""Performance: figures pulled or imported, into the ledger."""
