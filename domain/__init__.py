"""Facts and decisions of advertising: pure, and in the standard library alone."""
