"""What windows tell does not depend on batches, restarts, or the order in which posts come in."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from windows_world import MINUTE, Room, opened, post, rule, template

from monitor.model import Post, RuleSpec, WindowSpec

_TEXTS = ("alarm", "blast", "alarm and blast", "alarm https://a.example/", "alarm https://b.example/", "calm")
_TICKS = 5  # minutes
SHELF = Path(tempfile.mkdtemp(prefix="windows-"))  # for one empty database, made once
atexit.register(shutil.rmtree, SHELF, ignore_errors=True)
_LATEST = 9  # minutes: with the minute that a batch waits, no more than the ten that are promised


class Said(NamedTuple):
    """A post: when it was posted (minutes), how late it comes in, its place in its batch, whether we restart then."""

    posted: int
    late: int
    place: int
    restart: bool
    channel: int
    text: int


SAID = st.builds(
    Said,
    st.integers(0, 120),
    st.integers(0, _LATEST),
    st.integers(0, 99),
    st.integers(0, 9).map(lambda lot: lot == 0),
    st.integers(1, 3),
    st.integers(0, len(_TEXTS) - 1),
)
STREAMS = st.lists(SAID, min_size=5, max_size=30)
RULES: dict[str, tuple[RuleSpec, ...]] = {
    "count": (rule(WindowSpec("count", 5 * MINUTE, least=3)),),
    "count of each channel": (rule(WindowSpec("count", 10 * MINUTE, "channel", least=3)),),
    "distinct": (rule(WindowSpec("distinct", 5 * MINUTE, of="channel", least=2)),),
    "distinct domains": (rule(WindowSpec("distinct", 8 * MINUTE, "side", of="domain", least=2)),),
    "spike": (rule(WindowSpec("spike", 10 * MINUTE, least=2, times=1.5, against=40 * MINUTE)),),
    "new": (rule(WindowSpec("new", 1, of="domain", against=40 * MINUTE)),),
    "sequence": (
        rule(None, "alarm", "alarm", shadow=True),
        rule(None, "blast", "blast", shadow=True),
        rule(WindowSpec("sequence", 10 * MINUTE, steps=("alarm", "blast")), "", "then"),
    ),
}


async def run(folder: Path, name: str, rules: Sequence[RuleSpec], batches: Any, *, look: bool = False) -> Room:
    """A desk that was handed batches of posts, each with its minute; it is reopened where a post says so."""
    room = await opened(folder, *rules, name=name)
    if look:
        await room.look()
    for minute, posts, restart in batches:
        if restart:
            await room.reopen()
        if posts:
            await room.posted(*posts, at=minute * MINUTE)
        else:
            await room.tick(minute * MINUTE)
    return room


def in_order(said: Sequence[Said]) -> list[tuple[int, list[Post], bool]]:
    """One by one, at once."""
    posts = _posts(said)
    order = sorted(range(len(said)), key=lambda at: (said[at].posted, at))
    return [(said[at].posted, [posts[at]], False) for at in order]


def as_it_comes(said: Sequence[Said]) -> list[tuple[int, list[Post], bool]]:
    """All that comes in within a minute, in any order, with restarts in between."""
    posts, batches = _posts(said), []
    for minute in sorted({one.posted + one.late for one in said}):
        there = [at for at, one in enumerate(said) if one.posted + one.late == minute]
        there.sort(key=lambda at: said[at].place)
        batches.append((minute, [posts[at] for at in there], any(said[at].restart for at in there)))
    return batches


def _posts(said: Sequence[Said]) -> list[Post]:
    return [post(n, one.posted * MINUTE, _TEXTS[one.text], one.channel) for n, one in enumerate(said, 1)]


def both(rules: Sequence[RuleSpec], said: Sequence[Said], what: Callable[[Room], Any], *, ticks: bool = False) -> None:
    """Both ways come to the same."""

    async def compare() -> None:
        found = []
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(await template(SHELF), folder)
            for name, batches in (("order", in_order(said)), ("comes", as_it_comes(said))):
                if ticks:
                    clock: list[tuple[int, list[Post], bool]] = [
                        (minute, [], False) for minute in range(0, 240, _TICKS)
                    ]
                    batches = sorted([*batches, *clock], key=lambda one: (one[0], not one[1]))  # noqa: PLW2901
                room = await run(Path(folder), name, rules, batches, look=ticks)
                found.append(await what(room))
                await room.close()
        assert found[0] == found[1]

    asyncio.run(compare())


@pytest.mark.parametrize("kind", RULES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=STREAMS)
def test_the_same_posts_make_the_same_alerts(kind: str, said: list[Said]) -> None:
    both(RULES[kind], said, lambda room: room.alerts())


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=STREAMS)
def test_the_same_posts_leave_the_same_silences(said: list[Said]) -> None:
    async def silences(room: Room) -> list[tuple[str, list[int]]]:
        opening = [notice for notice in room.notices if notice.number == 1]
        return [(one.lines[0], [found.posted for found in one.excerpts if "before" in found.note]) for one in opening]

    both([rule(WindowSpec("silence", 30 * MINUTE))], said, silences, ticks=True)


def test_the_streams_come_to_something() -> None:
    """The streams are of a kind in which each rule alerts at times: else nothing was compared."""

    async def alerts(kind: str) -> int:
        said = [Said(n * 2 + (40 if n > 5 else 0), n % 10, n, n % 7 == 0, n // 6 % 3 + 1, n % 6) for n in range(30)]
        with tempfile.TemporaryDirectory() as folder:
            room = await run(Path(folder), "room", RULES[kind], as_it_comes(said))
            await room.close()
            return len(room.notices)

    assert all(asyncio.run(alerts(kind)) for kind in RULES)
