"""Connections: consent, tokens, and what they reach."""
