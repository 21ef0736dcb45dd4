"""Snapshots of long streams: made beside the command path, checked against replay, and never needed."""
