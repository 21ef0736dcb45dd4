"""TikTok's Business API v1.3, as an unmodified client sees it."""
