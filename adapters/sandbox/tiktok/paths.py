"""The paths that TikTok's API has, served here or not. Source: those the official client calls, version 1.1.3."""

from pathlib import Path

KNOWN_PATHS: frozenset[tuple[str, str]] = frozenset(
    (method, path)
    for method, _, path in (
        line.partition(" ") for line in (Path(__file__).parent / "paths.txt").read_text(encoding="utf-8").splitlines()
    )
)
