"""Platforms and accounts by one name each, however a file spells them, so that a pull and an import meet."""

import re
import unicodedata
from functools import lru_cache

from domain.shared.platform import Platform, PlatformName

_ALIASES = {
    **dict.fromkeys(("google", "google-ads", "googleads", "adwords", "google-adwords"), Platform.GOOGLE_ADS),
    **dict.fromkeys(("meta", "meta-ads", "metaads", "facebook", "facebook-ads", "fb", "fb-ads"), Platform.META_ADS),
    **dict.fromkeys(("tiktok", "tiktok-ads", "tiktokads", "tik-tok", "tik-tok-ads"), Platform.TIKTOK_ADS),
}


@lru_cache(maxsize=1_000)
def platform_name(label: str) -> PlatformName | None:
    """Our name of a platform, or the label of any other network in lower case with hyphens; None for no word."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    slug = re.sub(r"[\W_]+", "-", plain).strip("-")
    return PlatformName(str(_ALIASES.get(slug, slug))) if slug else None


@lru_cache(maxsize=10_000)
def external_account_id(platform: PlatformName, written: str) -> str:
    """An account's id as the platform's API gives it: Google's without hyphens, Meta's without `act_`."""
    if platform == Platform.GOOGLE_ADS.value and re.fullmatch(r"[0-9]{3}-[0-9]{3}-[0-9]{4}", written):
        return written.replace("-", "")
    if platform == Platform.META_ADS.value and re.fullmatch(r"act_[0-9]+", written):
        return written.removeprefix("act_")
    return written
