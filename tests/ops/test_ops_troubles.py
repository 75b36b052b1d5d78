"""What is wrong for long is told once, and once when it is over."""

import pytest

from monitor.model import Incident, Silence
from monitor.ops.troubles import LOOKS, Failing, Known, Look, Said, ending, judge

NOW = 1_700_000_000_000
MINUTE = 60_000
DAY = 86_400_000


def looked(*states: Said | None, known: Known = Known()) -> tuple[Known, list[tuple[int, Incident]]]:  # noqa: B008
    """A look a minute at one thing; what was told at which look, counted from 1."""
    told = []
    for number, one in enumerate(states, 1):
        known, found = judge(known, Look(NOW + number * MINUTE, () if one is None else (one,)))
        told += [(number, incident) for incident in found]
    return known, told


FAILS = Said("feed", "https://example.org/rss", "waiting", "503")
WORKS = Said("feed", "https://example.org/rss", "polling")


def test_a_source_that_fails_ten_looks_in_a_row_is_told_once_and_when_it_works_again() -> None:
    known, told = looked(*[FAILS] * (LOOKS + 30), WORKS, WORKS)
    assert told == [
        (10, Incident("source_failing", FAILS.name, NOW + 10 * MINUTE, "fails", str(9 * MINUTE), "503")),
        (41, Incident("source_failing", FAILS.name, NOW + 41 * MINUTE, "works", str(40 * MINUTE))),
    ]
    assert known == Known()


def test_what_works_in_between_is_not_told() -> None:
    known, told = looked(*[*[FAILS] * (LOOKS - 1), WORKS] * 5)
    assert (known, told) == (Known(), [])


def test_a_restart_counts_on() -> None:
    half, _ = looked(*[FAILS] * 5)
    assert half.failing == {FAILS.name: Failing(NOW + MINUTE, 5)}
    _, told = looked(*[FAILS] * 5, known=half)
    assert [number for number, _ in told] == [5]


def test_what_neither_works_nor_fails_changes_nothing_and_what_is_gone_is_forgotten() -> None:
    starting = Said("feed", FAILS.channel, "starting")
    known, told = looked(*[FAILS] * 5, starting, starting)
    assert (known.failing[FAILS.name].looks, told) == (5, [])
    known, told = looked(*[FAILS] * 20, None)
    assert known == Known()
    assert [one.what for _, one in told] == ["fails"], "nobody watches it any more: it does not work again"


@pytest.mark.parametrize(
    ("said", "fails"),
    [
        (Said("preview", "", "disconnected"), True),
        (Said("telegram:desk", "", "failed"), True),
        (Said("telegram:desk", "", "flooded"), False),
        (Said("telegram:desk", "", "banned"), False),  # a matter of its own
        (Said("telegram:desk", "diu", "waiting"), False),
        (Said("telegram:desk", "diu", "flooded"), False),
        (Said("telegram:desk", "diu", "vanished"), True),
        (Said("preview", "diu", "flooded"), True),
        (Said("preview", "diu", "no_preview"), False),
        (Said("feed", "", "stopped"), False),
    ],
)
def test_what_fails(said: Said, fails: bool) -> None:
    assert said.fails is fails
    assert bool(looked(*[said] * LOOKS)[1]) is fails


def test_a_source_that_fails_as_a_whole_is_told_of_and_not_each_of_its_channels() -> None:
    known, told = Known(), []
    for number in range(LOOKS + 5):
        said = (Said("preview", "", "disconnected"), Said("preview", "a", "waiting"), Said("preview", "b", "waiting"))
        known, found = judge(known, Look(NOW + number * MINUTE, said))
        told += [one.about for one in found]
    assert told == ["preview"]


def test_an_outbox_that_waits_is_told_once_and_when_it_is_empty_of_old_ones() -> None:
    old = {"desk/hook": (3, NOW), "desk/mail": (1, NOW + 14 * MINUTE)}
    known, told = judge(Known(), Look(NOW + 15 * MINUTE, owed=old))
    assert told == ()
    known, told = judge(known, Look(NOW + 16 * MINUTE, owed=old))
    assert told == (Incident("outbox_old", "desk/hook", NOW + 16 * MINUTE, "old", str(NOW), "3"),)
    known, told = judge(known, Look(NOW + 17 * MINUTE, owed=old))
    assert told == ()
    known, told = judge(known, Look(NOW + 18 * MINUTE, owed={"desk/hook": (1, NOW + 17 * MINUTE)}))
    assert told == (Incident("outbox_old", "desk/hook", NOW + 18 * MINUTE, "sent"),)
    assert known == Known()


@pytest.mark.parametrize(
    ("total", "low", "still", "room"),
    [
        (5_000_000_000, 499_999_999, 599_999_999, 600_000_000),
        (100_000_000_000, 4_999_999_999, 5_900_000_000, 6 * 10**9),
    ],
)
def test_a_disk_without_room_is_told_once_and_does_not_flap(total: int, low: int, still: int, room: int) -> None:
    known, told = judge(Known(), Look(NOW, folder="/d", free=low + 1, total=total))
    assert (known, told) == (Known(), ())
    known, told = judge(known, Look(NOW, folder="/d", free=low, total=total))
    assert told == (Incident("disk", "/d", NOW, "low", str(low), str(total)),)
    assert known.disk == NOW
    known, told = judge(known, Look(NOW + 1, folder="/d", free=still, total=total))
    assert told == ()
    known, told = judge(known, Look(NOW + 2, folder="/d", free=room, total=total))
    assert told == (Incident("disk", "/d", NOW + 2, "room", str(room), str(total)),)
    assert known == Known()


def silence(starts: int, ends: int, told: str = "", last: int | None = None) -> Silence:
    return Silence("5ea1", "Olena", "drill", starts, starts, ends, rule="alarm", told=told, last=last)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (silence(NOW - 9, NOW), "over"),
        (silence(NOW - 9, NOW, told="soon"), "over"),
        (silence(NOW - 9, NOW, told="over"), None),
        (silence(NOW - DAY, NOW + 60 * MINUTE), "soon"),
        (silence(NOW - DAY, NOW + 60 * MINUTE, told="soon"), None),
        (silence(NOW - 9 * DAY, NOW + 60 * MINUTE, told="idle"), "soon"),
        (silence(NOW - DAY, NOW + 61 * MINUTE), None),
        (silence(NOW - 10, NOW + 30 * MINUTE), None),  # it lasts no hour: that was said when it began
        (silence(NOW + 10, NOW + 70 * MINUTE), None),
        (silence(NOW - 7 * DAY, NOW + DAY), "idle"),
        (silence(NOW - 7 * DAY, NOW + DAY, told="idle"), None),
        (silence(NOW - 20 * DAY, NOW + DAY, last=NOW - 6 * DAY), None),
        (silence(NOW - 20 * DAY, NOW + DAY, last=NOW - 7 * DAY), "idle"),
    ],
)
def test_what_is_told_of_a_silence(one: Silence, told: str | None) -> None:
    assert ending(one, NOW) == told
