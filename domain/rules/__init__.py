"""Rules: conditions on performance, and what happens by itself when they hold."""
