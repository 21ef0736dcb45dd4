"""Postgres: the ledger, its migrations, and the tables of reactions, secrets and keys."""
