"""Words that every aggregate uses: facts, money, ids, platforms, metrics."""
