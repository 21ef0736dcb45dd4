"""Logs of the commands that answer and end: warnings only, and never where the answer goes."""

import logging
import sys

import structlog


def log_to_standard_error() -> None:
    """Keep standard output for the answer, so that it can be piped."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        # Looked up at each use: a caller may have put another stream there since.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
