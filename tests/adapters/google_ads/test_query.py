from datetime import date
from uuid import UUID

import pytest

from adapters.google_ads import query


def test_a_query_reads_as_google_writes_it() -> None:
    asked = query.Query(select=("campaign.id", "campaign.name"), source="campaign", where=("a = 1", "b = 2"))

    assert str(asked) == "SELECT campaign.id, campaign.name FROM campaign WHERE a = 1 AND b = 2"


def test_a_marker_is_looked_for_without_its_brackets() -> None:
    text = str(query.campaigns_by_marker(UUID(int=0)))

    assert "LIKE '%as:aaaaaaaaaaaaaaaaaaaaaaaaaa%'" in text


def test_figures_are_asked_for_once_for_the_whole_account() -> None:
    text = str(query.figures_by_day(date(2026, 11, 1), date(2026, 11, 19)))

    assert "BETWEEN '2026-11-01' AND '2026-11-19'" in text
    assert "campaign.id =" not in text


def test_an_id_that_is_no_number_never_reaches_a_query() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        query.campaign_by_id("1 OR campaign.id > 0")
