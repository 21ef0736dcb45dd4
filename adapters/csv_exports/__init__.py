"""Reading the CSV exports of advertising platforms: each file in its own way of writing, or not at all."""
