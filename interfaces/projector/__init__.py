"""The process that keeps the read models up with the ledger."""
