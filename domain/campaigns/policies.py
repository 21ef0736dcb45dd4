"""The rules that a campaign is held to, each with a name that can be read aloud.

A policy looks at its subject and returns what is wrong with it, all at once. The tuples at the
end say which policies hold for what; a new rule is one function and one entry.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

from domain.campaigns.ad_group import AdGroupContent, BidStrategy, CreativeContent
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.channel import ChannelAccount
from domain.campaigns.limits import (
    CREATIVE_LIMITS,
    KEYWORD_LENGTH,
    KEYWORD_WORDS,
    MARKER_LENGTH,
    NAME_LENGTH,
    SEARCHES,
    CreativeLimits,
    budget_step_micros,
    minimum_budget,
)
from domain.errors import Violation
from domain.shared.money import Money
from domain.shared.platform import Platform

Wrong = Iterator[Violation]

_YOUNGEST, _OLDEST = 13, 65
_MONTHS_AHEAD_DAYS = 3660
_LARGEST_WEIGHT = 10_000
_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that are no text: control characters, halves of characters, line and paragraph separators."""


def length_as_counted(text: str, *, wide_twice: bool) -> int:
    """Characters of a text; some platforms count a wide (Chinese, Japanese, Korean) one as two."""
    return sum(2 if wide_twice and unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def names_are_short_and_plain(name: str, platforms: tuple[Platform, ...], field: str) -> Wrong:
    """A name is not empty, has no line breaks or other control characters, and leaves room for our marker."""
    if not name.strip():
        yield Violation(field=field, message="A name is needed.", fix="Give it one.")
    if any(unicodedata.category(char) in _STEERING for char in name):
        yield Violation(field=field, message="It has a control character.", fix="Write it on one line.")
    for platform in platforms or tuple(Platform):
        most = NAME_LENGTH[platform] - MARKER_LENGTH
        in_bytes, wide = len(name.encode(errors="surrogatepass")), length_as_counted(name, wide_twice=True)
        counted = in_bytes if platform is Platform.GOOGLE_ADS else wide
        if counted > most:
            unit = "bytes" if platform is Platform.GOOGLE_ADS else "characters"
            message = f"{platform} takes {most} {unit}; this has {counted}."
            yield Violation(field=field, message=message, fix=f"Shorten it to {most}.")
        if platform is Platform.TIKTOK_ADS and any(unicodedata.category(char) == "So" for char in name):
            yield Violation(field=field, message="tiktok-ads takes no emoji in a name.", fix="Leave them out.")


def weights_are_parts(weight: int, field: str) -> Wrong:
    """A channel has at least one part of the budget, and not more parts than anyone can tell apart."""
    if not 1 <= weight <= _LARGEST_WEIGHT:
        fix = f"Use a whole number from 1 to {_LARGEST_WEIGHT}."
        yield Violation(field=field, message=f"{weight} is not a weight.", fix=fix)


def budgets_are_positive(budget: Budget, field: str = "budget.amount") -> Wrong:
    """Nobody pays less than something."""
    if budget.amount.micros <= 0:
        yield Violation(
            field=field, message=f"A budget of {budget.amount} is not above 0.", fix="Give a positive amount."
        )


def flights_end_after_they_start(flight: Flight, today: date) -> Wrong:
    """A flight ends on or after its first day, is not over yet, and does not start years ahead."""
    if flight.ends_on is not None and flight.ends_on < flight.starts_on:
        message = f"It ends on {flight.ends_on}, before it starts on {flight.starts_on}."
        yield Violation(field="flight.ends_on", message=message, fix="End it on or after its first day.")
    elif flight.ends_on is not None and flight.ends_on < today:
        message = f"{flight.ends_on} is in the past."
        yield Violation(field="flight.ends_on", message=message, fix=f"End it on {today} or later.")
    if (flight.starts_on - today).days > _MONTHS_AHEAD_DAYS:
        message = f"{flight.starts_on} is more than ten years ahead."
        yield Violation(field="flight.starts_on", message=message, fix="Give a nearer date.")


def lifetime_budgets_need_an_end(budget: Budget, flight: Flight) -> Wrong:
    """A budget for the whole flight has a meaning only where the flight has an end."""
    if budget.kind is BudgetKind.LIFETIME and flight.ends_on is None:
        yield Violation(
            field="flight.ends_on",
            message="A lifetime budget needs a last day.",
            fix="Set flight.ends_on, or budget a day.",
        )


def channels_share_the_currency(budget: Budget, accounts: list[ChannelAccount]) -> Wrong:
    """One budget in one currency cannot be split over accounts that bill in others."""
    for index, account in enumerate(accounts):
        if account.currency != budget.amount.currency:
            yield Violation(
                field=f"channels[{index}].account_id",
                message=f"{account.name} bills in {account.currency}, the budget is in {budget.amount.currency}.",
                fix="Choose accounts in the budget's currency, or draft one campaign a currency.",
            )


def each_share_reaches_its_platforms_minimum(
    budget: Budget, flight: Flight, shares: list[tuple[ChannelAccount, Money]]
) -> Wrong:
    """Every channel's part of the budget is at least what its platform asks for."""
    for account, share in shares:
        least = minimum_budget(
            account.platform, account.currency, budget.kind, flight.days, account.minimum_daily_budget
        )
        if share.micros < least.micros:
            yield Violation(
                field="budget.amount",
                message=f"{account.platform} would get {share} of {budget}; its minimum is {least}.",
                fix="Raise the budget, give this channel more weight, or take the channel out.",
            )


def budgets_fit_their_platforms_steps(budget: Budget, coarsest_micros: int) -> Wrong:
    """A budget is a multiple of the coarsest step among its platforms, or the parts could not add up to it."""
    if budget.amount.micros % coarsest_micros:
        by = Money(currency=budget.amount.currency, micros=coarsest_micros)
        yield Violation(
            field="budget.amount",
            message=f"{budget.amount.amount} is not a multiple of {by}.",
            fix=f"Use steps of {by}.",
        )


def coarsest_step_micros(accounts: list[ChannelAccount]) -> int:
    """The step that all of the accounts' platforms can hold, in micros."""
    return max([budget_step_micros(account.platform, account.currency) for account in accounts], default=1)


def targeting_names_countries_and_ages(content: AdGroupContent) -> Wrong:
    """At least one country by its two letters, and ages that are a range."""
    targeting = content.targeting
    if not targeting.countries:
        yield Violation(field="targeting.countries", message="No country is targeted.", fix='Name one, such as "US".')
    for index, country in enumerate(targeting.countries):
        if not re.fullmatch(r"[A-Z]{2}", country):
            yield Violation(
                field=f"targeting.countries[{index}]",
                message=f"{country!r} is not a country code.",
                fix='Use ISO 3166 alpha-2 in capitals, such as "US".',
            )
    if not _YOUNGEST <= targeting.age_min <= targeting.age_max <= _OLDEST:
        yield Violation(
            field="targeting.age_min",
            message=f"{targeting.age_min} to {targeting.age_max} is not an age range.",
            fix=f"Stay within {_YOUNGEST} to {_OLDEST}, the lower age first (65 stands for 65 and over).",
        )


def cost_caps_have_a_bid(content: AdGroupContent, account: ChannelAccount) -> Wrong:
    """A cost cap is an amount in the account's currency; without a cap there is no amount."""
    if content.bid_strategy is BidStrategy.COST_CAP and content.bid is None:
        yield Violation(field="bid", message="A cost cap needs its amount.", fix="Set bid, or bid for lowest cost.")
    if content.bid_strategy is BidStrategy.LOWEST_COST and content.bid is not None:
        yield Violation(field="bid", message="Lowest cost takes no bid.", fix="Leave bid out, or use a cost cap.")
    if content.bid is not None:
        if content.bid.currency != account.currency:
            message = f"The bid is in {content.bid.currency}, the account bills in {account.currency}."
            yield Violation(field="bid.currency", message=message, fix=f"Bid in {account.currency}.")
        step = budget_step_micros(account.platform, account.currency)
        if content.bid.micros <= 0 or content.bid.micros % step:
            by = Money(currency=content.bid.currency, micros=step)
            yield Violation(
                field="bid.amount",
                message=f"{content.bid} is not a positive multiple of {by}.",
                fix=f"Use steps of {by}.",
            )


def search_ad_groups_have_keywords(content: AdGroupContent, platform: Platform) -> Wrong:
    """Where people search there is at least one keyword, none of them too long or twice; elsewhere there is none."""
    if platform not in SEARCHES:
        if content.keywords:
            yield Violation(field="keywords", message=f"{platform} takes no keywords.", fix="Leave them out.")
        return
    if not content.keywords:
        message = f"{platform} finds an ad group by its keywords; there is none."
        yield Violation(field="keywords", message=message, fix="Give at least one, such as running shoes.")
    for index, keyword in enumerate(content.keywords):
        if not keyword.strip() or len(keyword) > KEYWORD_LENGTH or len(keyword.split()) > KEYWORD_WORDS:
            message = f"{keyword!r:.100} is not a keyword that {platform} takes."
            fix = f"Use 1 to {KEYWORD_WORDS} words of {KEYWORD_LENGTH} characters together."
            yield Violation(field=f"keywords[{index}]", message=message, fix=fix)
    if len({keyword.casefold() for keyword in content.keywords}) != len(content.keywords):
        yield Violation(field="keywords", message="The same keyword stands twice.", fix="Name each one once.")


def creatives_fit_their_platform(content: CreativeContent, platform: Platform) -> Wrong:
    """Every text is within the platform's length, no text stands twice, and the destination is a web address."""
    limits = CREATIVE_LIMITS[platform]
    for field, texts, longest in (
        ("headlines", content.headlines, limits.headline_length),
        ("descriptions", content.descriptions, limits.description_length),
    ):
        for index, text in enumerate(texts):
            yield from _text_fits(f"{field}[{index}]", text, longest, limits, platform)
        if len({text.casefold() for text in texts}) != len(texts):
            yield Violation(field=field, message="The same text stands twice.", fix="Make each one different.")
    if content.primary_text:
        yield from _text_fits("primary_text", content.primary_text, limits.primary_text[1], limits, platform)
    for index, media in enumerate(content.media):
        if not media.reference.strip():
            field = f"media[{index}].reference"
            yield Violation(field=field, message="The reference is empty.", fix="Give the platform's own reference.")
    if not _is_web_address(content.destination_url):
        message = f"{content.destination_url!r} is not a web address."
        yield Violation(field="destination_url", message=message, fix="Give a full address that begins with https://.")
    if not re.fullmatch(r"[A-Z][A-Z_]{1,39}", content.call_to_action):
        message = f"{content.call_to_action!r} is not a call to action."
        yield Violation(field="call_to_action", message=message, fix="Use the platforms' words, such as SHOP_NOW.")


def creatives_have_what_their_platform_needs(content: CreativeContent, platform: Platform) -> Wrong:
    """Enough headlines, descriptions and text, the media and the identity that the platform cannot do without."""
    limits = CREATIVE_LIMITS[platform]
    for field, count, (least, most) in (
        ("headlines", len(content.headlines), limits.headlines),
        ("descriptions", len(content.descriptions), limits.descriptions),
    ):
        if not least <= count <= most:
            message = f"{platform} takes {least} to {most} {field}; there are {count}."
            fix = f"Add {least - count} more." if count < least else f"Take {count - most} out."
            yield Violation(field=field, message=message, fix=fix)
    if limits.primary_text[0] and not content.primary_text.strip():
        yield Violation(field="primary_text", message=f"{platform} needs a primary text.", fix="Write one.")
    if limits.media is not None and limits.media not in {media.kind for media in content.media}:
        message = f"{platform} needs media of kind {limits.media}."
        yield Violation(field="media", message=message, fix="Add one by the platform's own reference.")
    if limits.needs_identity and not content.identity:
        message = f"{platform} shows an ad in the name of a page or identity."
        yield Violation(field="identity", message=message, fix="Choose one from the account's assets.")


def _is_web_address(text: str) -> bool:
    try:
        address = urlsplit(text)
    except ValueError:
        return False
    plain = not any(char.isspace() or unicodedata.category(char) in _STEERING for char in text)
    return plain and address.scheme in {"http", "https"} and bool(address.hostname)


def _text_fits(field: str, text: str, longest: int, limits: CreativeLimits, platform: Platform) -> Wrong:
    counted = length_as_counted(text, wide_twice=limits.wide_characters_count_twice)
    if not text.strip():
        yield Violation(field=field, message="The text is empty.", fix="Write it, or leave it out.")
    lines = {"\n"} if field == "primary_text" else set()
    if any(unicodedata.category(char) in _STEERING and char not in lines for char in text):
        yield Violation(field=field, message="It has a control character.", fix="Take it out.")
    if counted > longest:
        message = f"{platform} takes {longest} characters; this has {counted}."
        yield Violation(field=field, message=message, fix=f"Take out {counted - longest}.")


CREATIVE_POLICIES: tuple[Callable[[CreativeContent, Platform], Wrong], ...] = (
    creatives_fit_their_platform,
    creatives_have_what_their_platform_needs,
)
"""What every creative is held to when it is added or revised."""
