"""What Google requires of each resource: one file a kind, a row a rule."""
