"""Everything outside the product, and the stand-ins for it."""
