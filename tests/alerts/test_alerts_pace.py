"""Budgets and breakers, as pure as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.breaker import FIRST_PROBE, LONGEST_PROBE, OPENS_AFTER, Breaker
from monitor.alerts.pace import Budget
from monitor.ports.sink import Rate

SECOND, MINUTE = 1_000, 60_000
GROUP = (Rate(1, SECOND), Rate(20, MINUTE))


def test_without_a_rate_everything_goes_at_once() -> None:
    budget = Budget(())
    budget.take(5, 1_000)
    assert budget.ready(5) == 5


def test_a_message_a_second_and_twenty_a_minute() -> None:
    budget, now, sent = Budget(GROUP), 0, []
    for _ in range(45):
        now = budget.ready(now)
        budget.take(now)
        sent.append(now)
    assert sent[:21] == [*range(0, 20 * SECOND, SECOND), MINUTE]
    assert sent[40] == 2 * MINUTE


@given(
    st.lists(st.tuples(st.integers(0, 30_000), st.integers(1, 5)), max_size=60),
    st.lists(st.builds(Rate, st.integers(1, 8), st.integers(1, 20_000)), min_size=1, max_size=3),
)
def test_no_stretch_ever_holds_more_than_its_rate(asked: list[tuple[int, int]], rates: list[Rate]) -> None:
    budget, now = Budget(rates), 0
    bursts: list[tuple[int, int]] = []
    for gap, cost in asked:
        now = budget.ready(now + gap, cost)
        assert budget.ready(now, cost) == now
        budget.take(now, cost)
        bursts.append((now, cost))
    for rate in rates:
        for place, (start, first) in enumerate(bursts):
            inside = sum(cost for at, cost in bursts[place:] if at - start < rate.per)
            assert inside <= max(rate.count, first), "one burst that is too large has its stretch for itself"


def test_no_wait_is_longer_than_it_must_be() -> None:
    budget = Budget([Rate(3, MINUTE)])
    for at in (0, 10, 20):
        budget.take(at)
    assert budget.ready(30) == MINUTE
    assert budget.ready(30, 2) == MINUTE + 10
    assert budget.ready(30, 9) == MINUTE + 20


def test_a_clock_that_is_set_back_holds_nobody_for_hours() -> None:
    budget = Budget([Rate(1, MINUTE)])
    budget.take(24 * 60 * MINUTE)
    assert budget.ready(0) == MINUTE


def opened(now: int = 0) -> Breaker:
    breaker = Breaker()
    changes = [breaker.failed(now, probe=False) for _ in range(OPENS_AFTER)]
    assert changes == [False] * (OPENS_AFTER - 1) + [True]
    return breaker


def test_five_failures_in_a_row_open_it() -> None:
    breaker = opened(7)
    assert (breaker.since, breaker.probe_at) == (7, 7 + FIRST_PROBE)
    assert breaker.answered()
    assert not breaker.is_open
    assert not breaker.answered()


def test_an_answer_in_between_begins_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(3):
        for _ in range(OPENS_AFTER - 1):
            assert not breaker.failed(0, probe=False)
        assert not breaker.answered()
    assert not breaker.is_open


def test_probes_grow_from_half_a_minute_to_ten() -> None:
    breaker, waits, now = opened(), [], 0
    for _ in range(7):
        waits.append(breaker.probe_at - now)
        now = breaker.probe_at
        assert breaker.failed(now, probe=True)
    assert waits == [30_000, 60_000, 120_000, 240_000, 480_000, LONGEST_PROBE, LONGEST_PROBE]
    assert breaker.since == 0


def test_what_was_in_flight_when_it_opened_is_no_probe() -> None:
    breaker = opened()
    assert not breaker.failed(9, probe=False)
    assert breaker.probe_at == FIRST_PROBE


@pytest.mark.parametrize("rounds", [1, 2])
def test_once_closed_it_begins_as_new(rounds: int) -> None:
    breaker = opened()
    for _ in range(rounds):
        breaker.failed(FIRST_PROBE, probe=True)
    breaker.answered()
    for _ in range(OPENS_AFTER):
        breaker.failed(1_000_000, probe=False)
    assert breaker.probe_at == 1_000_000 + FIRST_PROBE
