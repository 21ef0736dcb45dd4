"""The page that a person sees who comes back from a platform's consent with a browser."""

from html import escape

from starlette.requests import Request

from interfaces.rest.connections_models import ConsentOutcome, ReachedAccount

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} - AdScale</title>
<style>body {{ font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}</style></head>
<body><h1>{title}</h1>{content}<p>You can close this page.</p></body>
</html>
"""


def wants_a_page(request: Request) -> bool:
    """Whether the client likes HTML better than JSON, by its header Accept."""
    html, json = _liking(request, "text/html"), _liking(request, "application/json")
    return html > json


def connected_page(outcome: ConsentOutcome) -> str:
    """What the consent reached."""
    items = "".join(f"<li>{_line(account)}</li>" for account in outcome.accounts)
    content = f"<ul>{items}</ul>" if items else "<p>The consent reaches no ad account.</p>"
    return _PAGE.format(title="Connected" if items else "Nothing to connect", content=content)


def failed_page(reason: str) -> str:
    """Why nothing was connected."""
    return _PAGE.format(title="Not connected", content=f"<p>{escape(reason)}</p>")


def _line(account: ReachedAccount) -> str:
    name = f"{escape(account.name)} ({escape(account.external_id)})"
    return f"{name}: connected" if account.connected else f"{name}: not connected. {escape(account.obstacle or '')}"


def _liking(request: Request, media_type: str) -> float:
    ranges = [part.strip().lower() for part in request.headers.get("accept", "*/*").split(",")]
    exact = [_quality(part) for part in ranges if part.partition(";")[0].strip() == media_type]
    return max(exact, default=0.0)


def _quality(media_range: str) -> float:
    for parameter in media_range.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
