"""Meta's client puts tokens and secrets into addresses; the HTTP library below it writes addresses into its log."""

import logging
import re

_SECRETS = re.compile(r"\b(access_token|appsecret_proof|client_secret|code|fb_exchange_token|input_token)=[^&\s\"]+")
_LOGGER = "urllib3.connectionpool"


def hide_secrets() -> None:
    """Have the HTTP library's log lines cleaned from now on; calling it again changes nothing."""
    logging.getLogger(_LOGGER).addFilter(_cleaned)


def _cleaned(record: logging.LogRecord) -> bool:
    record.msg, record.args = _SECRETS.sub(r"\1=[secret]", record.getMessage()), ()
    return True
