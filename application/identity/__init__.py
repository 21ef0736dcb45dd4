"""Identity: organizations, their users and their keys."""
