from interfaces.supervisor.backoff import Backoff


def test_each_death_doubles_the_delay_up_to_the_longest() -> None:
    backoff = Backoff()
    assert [backoff.after_death(uptime=1.0) for _ in range(7)] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_a_child_that_stayed_up_begins_anew() -> None:
    backoff = Backoff(deaths=6)
    assert backoff.after_death(uptime=30.0) == 0.2
    assert backoff.after_death(uptime=29.9) == 0.4


def test_the_longest_delay_can_be_shorter() -> None:
    backoff = Backoff(longest=0.3)
    assert [backoff.after_death(uptime=1.0) for _ in range(3)] == [0.2, 0.3, 0.3]
