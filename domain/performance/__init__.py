"""Performance: what the platforms report, and the facts that vouch for it."""
