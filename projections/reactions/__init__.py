"""Reactions: what has to be done because of a fact, written down in the transaction of the checkpoint that saw it."""
