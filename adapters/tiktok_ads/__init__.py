"""TikTok through its Business API v1.3: Smart+ for sales and leads, the manual flow for the rest."""
