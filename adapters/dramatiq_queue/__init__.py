"""Dramatiq on Redis or Valkey: how work reaches the workers, at least once and perhaps never."""
