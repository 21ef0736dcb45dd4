"""TikTok takes our app's secret in one address; the HTTP library writes addresses into its log."""

import logging
import re

_SECRETS = re.compile(r"\bsecret=[^&\s\"]+")
_LOGGER = "httpx"


def hide_secrets() -> None:
    """Have the HTTP library's log lines cleaned from now on; calling it again changes nothing."""
    logging.getLogger(_LOGGER).addFilter(_cleaned)


def _cleaned(record: logging.LogRecord) -> bool:
    record.msg, record.args = _SECRETS.sub("secret=[secret]", record.getMessage()), ()
    return True
