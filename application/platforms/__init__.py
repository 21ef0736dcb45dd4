"""Platforms: the port that every adapter fills, and how a channel comes to be what the ledger says."""
