"""Use cases and the ports that they need: a handler loads, calls one verb and appends."""
