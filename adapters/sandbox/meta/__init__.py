"""The Graph and Marketing API of Meta, as an unmodified client sees them."""
