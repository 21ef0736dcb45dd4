"""Clicks, one by one: which there were on a day, and the id by which a landing page knows each again.

An id tells the click itself, so that a conversion that is uploaded with it finds where it belongs.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from adapters.sandbox.google_ads.cuts import Cut

_PREFIX = "Cj0KCQ"
_TOLD = re.compile(r"(\d+)~(\d+)~(\d+)~(\d{8})~(\d*)~([A-Z_]+)~([A-Z_]+)~(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """Ids as the store has them; `keyword` is the id of its criterion within the ad group, or None."""

    campaign_id: str
    ad_group_id: str
    ad_id: str
    day: date
    keyword: str | None
    device: str
    network: str
    number: int

    @property
    def gclid(self) -> str:
        """Return the Google click identifier, letters that are safe in an address."""
        place = (self.campaign_id, self.ad_group_id, self.ad_id, f"{self.day:%Y%m%d}", self.keyword or "")
        told = "~".join((*place, self.device, self.network, str(self.number)))
        return _PREFIX + base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")

    @property
    def criterion_id(self) -> str | None:
        """Return the id of the keyword as the store has it."""
        return f"{self.ad_group_id}~{self.keyword}" if self.keyword else None


def clicks_of(campaign_id: str, ad_group_id: str, ad_id: str, day: date, parts: Iterable[Cut]) -> Iterator[Click]:
    """Yield every click of an ad's day, which is cut into `parts`."""
    for part in parts:
        for number in range(part.figures.clicks):
            yield Click(
                campaign_id=campaign_id,
                ad_group_id=ad_group_id,
                ad_id=ad_id,
                day=day,
                keyword=part.keyword.rpartition("~")[2] if part.keyword else None,
                device=part.device,
                network=part.network,
                number=number,
            )


def click_of(gclid: str) -> Click | None:
    """Return the click that an id tells, or None for one that the sandbox did not give out."""
    if not gclid.startswith(_PREFIX):
        return None
    letters = gclid.removeprefix(_PREFIX)
    try:
        told = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4)).decode()
        found = _TOLD.fullmatch(told)
        day = datetime.strptime(found[4], "%Y%m%d").date() if found else None  # noqa: DTZ007 - a local day
    except (binascii.Error, ValueError):
        return None
    if found is None or day is None:
        return None
    return Click(
        campaign_id=found[1],
        ad_group_id=found[2],
        ad_id=found[3],
        day=day,
        keyword=found[5] or None,
        device=found[6],
        network=found[7],
        number=int(found[8]),
    )
