import pytest

from adapters.sandbox.faults import FaultKind, FaultRule, Faults


def a_rule(route: str = "*", count: int | None = 1, after: int = 0, probability: float = 1.0) -> FaultRule:
    return FaultRule(
        platform="meta", route=route, kind=FaultKind.SLOW, count=count, after=after, probability=probability
    )


def strikes(faults: Faults, calls: int, *routes: str) -> list[bool]:
    return [faults.take("meta", *(routes or ("GET /me",))) is not None for _ in range(calls)]


def test_a_fault_strikes_as_often_as_it_says() -> None:
    faults = Faults()
    faults.add(a_rule(count=2))
    assert strikes(faults, 4) == [True, True, False, False]


def test_a_fault_without_count_strikes_until_cleared() -> None:
    faults = Faults()
    rule_id = faults.add(a_rule(count=None))
    assert all(strikes(faults, 20))
    assert faults.clear(rule_id) == 1
    assert not any(strikes(faults, 3))


def test_a_fault_spares_the_first_calls() -> None:
    faults = Faults()
    faults.add(a_rule(after=2))
    assert strikes(faults, 4) == [False, False, True, False]


@pytest.mark.parametrize(
    ("route", "struck"), [("POST /act_1/campaigns", True), ("GET /act_1/campaigns", False), ("POST /me", False)]
)
def test_a_fault_strikes_its_route_only(route: str, struck: bool) -> None:
    faults = Faults()
    faults.add(a_rule("POST /act_*/campaigns"))
    assert strikes(faults, 1, route) == [struck]


def test_a_call_can_go_by_a_second_name() -> None:
    faults = Faults()
    faults.add(a_rule("token"))
    assert strikes(faults, 1, "GET /oauth/access_token", "token") == [True]


def test_faults_by_chance_repeat_under_the_same_seed() -> None:
    runs = []
    for _ in range(2):
        faults = Faults(seed=3)
        faults.add(a_rule(count=None, probability=0.5))
        runs.append(strikes(faults, 40))
    assert runs[0] == runs[1]
    assert {True, False} == set(runs[0])
