"""The Google Ads Query Language: text to query, query to rows."""
