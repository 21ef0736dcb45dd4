"""`adscale demo`: a month of advertising through the whole loop, told as it happens."""
