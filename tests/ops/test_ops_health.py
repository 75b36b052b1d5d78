"""The judgement of facts."""

import pytest

from monitor.ops.health import Facts, unhealthy, unready

WELL = Facts(sources={"telegram:desk": "live"}, owed={("desk", "hook"): (4, 599.0)})


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        pytest.param(WELL, (), id="all is well"),
        pytest.param(Facts(), (), id="no sources are configured"),
        pytest.param(
            Facts(sources={"a": "banned", "b": "polling"}), (), id="one source of two is at work, by whatever way"
        ),
        pytest.param(Facts(sources={"a": "catching_up"}), (), id="catching up is work"),
        pytest.param(
            Facts(sources={"b": "starting", "a": "unauthorized"}),
            ("no source is live: a is unauthorized, b is starting",),
            id="no source is live",
        ),
        pytest.param(Facts(away="disk full"), ("the database cannot be written: disk full",), id="disk full"),
        pytest.param(
            Facts(owed={("desk", "hook"): (3, 720.0), ("desk", "mail"): (1, 600.0)}),
            ("3 notices wait for desk/hook, the oldest for 12 min",),
            id="a receiver has waited too long",
        ),
        pytest.param(
            Facts(owed={("desk", "hook"): (1, 601.0)}),
            ("1 notice waits for desk/hook, the oldest for 10 min",),
            id="one notice",
        ),
        pytest.param(
            Facts(waiting=9, stalled=61.0, sources={"a": "live"}),
            ("the pipeline has made no progress for 61 s and 9 updates wait",),
            id="stuck",
        ),
        pytest.param(Facts(waiting=9, stalled=60.0), (), id="slow is not stuck"),
        pytest.param(
            Facts(waiting=9, stalled=500.0, away="disk full", sources={"a": "disconnected"}),
            ("the database cannot be written: disk full", "no source is live: a is disconnected"),
            id="every reason is told",
        ),
    ],
)
def test_ready(facts: Facts, reasons: tuple[str, ...]) -> None:
    assert unready(facts) == reasons


@pytest.mark.parametrize(
    ("facts", "healthy"),
    [
        pytest.param(WELL, True, id="all is well"),
        pytest.param(Facts(stalled=61.0, waiting=1), False, id="stuck"),
        pytest.param(Facts(stalled=61.0, waiting=1, away="disk full"), True, id="a restart mends no disk"),
        pytest.param(Facts(sources={"a": "banned"}), True, id="a restart mends no ban"),
        pytest.param(Facts(owed={("desk", "hook"): (3, 9e9)}), True, id="a restart mends no receiver"),
    ],
)
def test_healthy(facts: Facts, *, healthy: bool) -> None:
    assert (unhealthy(facts) == ()) is healthy
