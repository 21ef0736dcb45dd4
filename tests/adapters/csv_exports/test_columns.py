import pytest

from adapters.csv_exports.columns import Field, resolve
from adapters.csv_exports.errors import ExportRefusedError

NOTHING = frozenset[Field]()
HEADER = ("date", "platform", "account_id", "campaign_id", "currency", "spend")


def _refusal(*header: str, mapping: dict[Field, str] | None = None) -> ExportRefusedError:
    with pytest.raises(ExportRefusedError) as refused:
        resolve(header, mapping or {}, NOTHING)
    return refused.value


@pytest.mark.parametrize("name", ["Amount spent (USD)", "COST", "Spend", "amount_spent", "Ad Spend (eur)"])
def test_a_column_is_known_by_its_usual_names_in_any_case(name: str) -> None:
    columns = resolve((*HEADER[:5], name), {}, NOTHING)
    assert columns.position[Field.SPEND] == 5


def test_two_columns_of_one_field_are_refused_with_the_choice() -> None:
    (violation,) = _refusal(*HEADER, "Link clicks", "Clicks (all)").violations
    assert violation.field == "clicks"
    assert violation.fix == 'Choose one: --map clicks="Link clicks" or --map clicks="Clicks (all)".'


def test_a_mapped_field_takes_its_column_and_no_other() -> None:
    columns = resolve((*HEADER, "Link clicks", "Clicks (all)"), {Field.CLICKS: "clicks (all)"}, NOTHING)
    assert columns.position[Field.CLICKS] == 7


def test_a_column_that_is_mapped_says_nothing_else() -> None:
    columns = resolve((*HEADER, "Day"), {Field.DATE: "date", Field.AD_NAME: "Day"}, NOTHING)
    assert columns.position[Field.AD_NAME] == 6


def test_all_that_is_missing_is_named_at_once_with_what_was_found_and_the_fix() -> None:
    violations = _refusal("Kategorie", "Menge").violations
    assert [violation.field for violation in violations] == [
        "date",
        "impressions",
        "campaign_id",
        "platform",
        "account_id",
        "currency",
    ]
    assert all('"Kategorie", "Menge"' in violation.message for violation in violations)
    assert '--map date="COLUMN"' in violations[0].fix


def test_a_mapped_column_that_is_not_there_is_refused() -> None:
    (violation,) = _refusal(*HEADER, mapping={Field.CLICKS: "Klix"}).violations
    assert "no column 'Klix'" in violation.message


def test_money_in_two_currencies_is_refused() -> None:
    (violation,) = _refusal(*HEADER[:5], "Cost (USD)", "Conversion value (EUR)").violations
    assert violation.field == "currency"


def test_what_the_caller_gives_needs_no_column() -> None:
    given = frozenset({Field.PLATFORM, Field.ACCOUNT_ID, Field.CURRENCY})
    assert resolve(("Day", "Campaign", "Impr."), {}, given).position.keys() == {
        Field.DATE,
        Field.CAMPAIGN_NAME,
        Field.IMPRESSIONS,
    }
