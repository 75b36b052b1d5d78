"""Were we blind, or was it quiet? The core of the ledger: tables of what happened, and what must always hold."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Looked, Started, Tick
from monitor.store.sight import Event, Eye, Gap, Late, Ledger, Sight, Trouble, moment

WITHIN = 100
ONE = 7


def looked(seen: int, *, source: str = "telegram:desk", via: str = "account", missing: str = "") -> Looked:
    return Looked(source, (ONE,), seen, WITHIN, via, missing)


def trouble(seen: int, cause: Any, source: str = "telegram:desk") -> Trouble:
    return Trouble(source, None, cause, seen)


def told(events: Sequence[Event]) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger.hear(event)
    return ledger


def stretches(ledger: Ledger) -> list[tuple[str, int, int | None]]:
    """Everything in order: ("account", 0, 50), ("network", 50, 300)."""
    seen = [(s.via, s.start, s.until) for s in ledger.sights.values()]
    blind = [(g.cause, g.start, g.until) for g in ledger.gaps.values()]
    return sorted([*seen, *blind], key=lambda stretch: (stretch[1], stretch[2] is None, stretch[2]))


CASES: dict[str, tuple[list[Event], list[tuple[str, int, int | None]]]] = {
    "a first look begins": ([looked(10)], [("account", 10, None)]),
    "looks in time are one stretch": ([looked(0), looked(90), looked(190)], [("account", 0, None)]),
    "a look that comes too late ends a gap": (
        [looked(0), looked(50), looked(300)],
        [("account", 0, 50), ("unknown", 50, 300), ("account", 300, None)],
    ),
    "time passes and nobody looks": (
        [looked(0), trouble(20, "network"), Tick(99), Tick(101)],
        [("account", 0, 0), ("network", 0, None)],
    ),
    "a link that is mended in time is no gap": (
        [looked(0), trouble(20, "network"), Tick(60), looked(80)],
        [("account", 0, None)],
    ),
    "the last trouble before the lapse counts": (
        [looked(0), trouble(20, "network"), trouble(30, "flood"), Tick(200), trouble(210, "closed"), looked(400)],
        [("account", 0, 0), ("flood", 0, 400), ("account", 400, None)],
    ),
    "but that a source is out of reach says the least": (
        [looked(0), trouble(20, "flood"), trouble(20, "network"), Tick(200)],
        [("account", 0, 0), ("flood", 0, None)],
    ),
    "a trouble that is over is no cause": (
        [looked(0), trouble(20, "flood"), looked(50), Tick(200)],
        [("account", 0, 50), ("unknown", 50, None)],
    ),
    "what was unknown is told later": (
        [looked(0), Tick(200), trouble(210, "closed"), trouble(220, "network")],
        [("account", 0, 0), ("closed", 0, None)],
    ),
    "the daemon was down": (
        [looked(0), trouble(40, "closed"), Started(500), looked(510)],
        [("account", 0, 0), ("down", 0, 510), ("account", 510, None)],
    ),
    "a short restart is no gap": ([looked(0), Started(60), looked(90)], [("account", 0, None)]),
    "a page stands in for the account": (
        [looked(0), trouble(10, "closed"), looked(60, source="preview", via="preview"), Tick(150)],
        [("account", 0, None)],
    ),
    "and is named once the account's own look has lapsed": (
        [looked(0), *(looked(t, source="preview", via="preview") for t in (60, 150)), looked(160), Tick(240)],
        [("account", 0, 60), ("preview", 60, None)],
    ),
    "another source's trouble is not ours": (
        [looked(0), trouble(10, "flood", "telegram:other"), Tick(200)],
        [("account", 0, 0), ("unknown", 0, None)],
    ),
    "an older look shows nothing new": ([looked(50), looked(20), looked(60)], [("account", 50, None)]),
    "what is known to be missing was not seen": (
        [looked(0), looked(50, missing="post 3")],
        [("account", 0, 0), ("unknown", 0, 50), ("account", 50, None)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_happened_and_what_it_comes_to(name: str) -> None:
    events, expected = CASES[name]
    assert stretches(told(events)) == expected


def test_a_gap_is_closed_by_reading_and_says_how_much_came_late() -> None:
    ledger = told([looked(0), Late(ONE, 50), Tick(200), Late(ONE, 250), Late(ONE, 260), Late(8, 260), looked(300)])
    assert list(ledger.gaps.values()) == [Gap(ONE, 0, "unknown", 300, 300, "read", late=2)]


def test_a_gap_of_which_something_is_lost_stays_partly_open() -> None:
    ledger = told([looked(0), Tick(200), looked(300, missing="post 3"), looked(350)])
    assert list(ledger.gaps.values()) == [Gap(ONE, 0, "unknown", 300, None, "lost", missing="post 3")]


SOURCES = (("telegram:desk", "account"), ("preview", "preview"))
CHANNELS = (7, 8)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """Events in the order of time, of two sources and two channels."""
    now, events = 1000, list[Event]()
    for _ in range(draw(st.integers(1, 25))):
        now += draw(st.sampled_from((0, 1, 10, 40, 60, 99, 101, 250)))
        source, via = draw(st.sampled_from(SOURCES))
        some = draw(st.sampled_from(((7,), (8,), CHANNELS)))
        missing = draw(st.sampled_from(("", "", "", "post 3")))
        events.append(
            draw(
                st.sampled_from(
                    (
                        Looked(source, some, now - draw(st.sampled_from((0, 0, 5))), WITHIN, via, missing),
                        Trouble(source, None, draw(st.sampled_from(("network", "flood", "closed"))), now),
                        Trouble(source, frozenset(some), "closed", now),
                        Late(some[0], now),
                        Started(now),
                        Tick(now),
                    )
                )
            )
        )
    return sorted(events, key=moment)


def reloaded(ledger: Ledger) -> Ledger:
    """As after a restart: of all rows, the last looks and what goes on are known."""
    eyes = {channel: Eye(channel) for channel, _ in ledger.glances}
    for (channel, source), glance in ledger.glances.items():
        eyes[channel].glances[source] = glance
    for sight in ledger.sights.values():
        eyes[sight.channel].sight = sight if sight.until is None else eyes[sight.channel].sight
    for gap in ledger.gaps.values():
        eyes[gap.channel].gap = gap if gap.until is None else eyes[gap.channel].gap
    again = Ledger(eyes.values())
    again.glances, again.sights, again.gaps = dict(ledger.glances), dict(ledger.sights), dict(ledger.gaps)
    return again


def rows(ledger: Ledger, channel: int) -> list[Sight | Gap]:
    both: list[Sight | Gap] = [*ledger.sights.values(), *ledger.gaps.values()]
    mine = [row for row in both if row.channel == channel and row.until != row.start]
    return sorted(mine, key=lambda row: row.start)


@given(stories())
def test_sight_and_gaps_cover_the_time_from_the_first_look_on_without_hole_or_overlap(events: list[Event]) -> None:
    ledger = told(events)
    for channel in {channel for channel, _ in ledger.glances}:
        found = rows(ledger, channel)
        first = next(e.seen for e in events if isinstance(e, Looked) and channel in e.channels)
        assert found[0].start == first
        assert [row.until for row in found[:-1]] == [row.start for row in found[1:]]
        assert found[-1].until is None
        assert all(row.until is None or row.start < row.until for row in found)


@given(stories())
def test_a_restart_at_any_moment_changes_nothing(events: list[Event]) -> None:
    ledger = Ledger()
    for event in events:
        ledger = reloaded(ledger)
        ledger.hear(event)
    straight = told(events)
    assert (ledger.sights, ledger.gaps, ledger.glances) == (straight.sights, straight.gaps, straight.glances)


@given(stories(), st.data())
def test_a_restart_that_takes_no_time_changes_at_most_what_a_gap_is_put_down_to(
    events: list[Event], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(events) - 1))
    events = [*events, Tick(moment(events[-1]))]  # what lapsed unnoticed is noticed in both
    restarted = [*events[:place], Started(moment(events[place])), *events[place:]]
    for channel in CHANNELS:
        assert [(type(row), row.start, row.until) for row in rows(told(restarted), channel)] == [
            (type(row), row.start, row.until) for row in rows(told(events), channel)
        ]
