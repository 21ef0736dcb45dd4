"""Campaigns: every command that a campaign takes."""
