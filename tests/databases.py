"""Databases of tests' own on the one server of a run."""

from urllib.parse import urlsplit


def named(server_url: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()
