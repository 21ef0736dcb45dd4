"""A campaign: one intent, carried out on one or more ad accounts across platforms."""
