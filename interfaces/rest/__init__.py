"""REST: commands and queries under /v1, for programs and for the people who write them."""
