"""Performance as known now, by day and by hour of the account's own time zone."""
