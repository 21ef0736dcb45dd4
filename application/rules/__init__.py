"""Rules: defining them, looking at them, and doing what they say."""
