"""Reactions: what a fact sets off, done effectively once, whatever crashes in between."""
