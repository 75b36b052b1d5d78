"""Which way each channel comes in, and who stands in for an account that cannot read."""

from collections.abc import Sequence

import pytest

from monitor.model import ChannelSpec, SourceChanged
from monitor.ports.bus import Intake
from monitor.ports.source import Source
from monitor.ways import Reach, Watcher, Ways, split

AUTO = ChannelSpec("telegram", "DIUkraine")
OWN = ChannelSpec("telegram", "rybar", via="account")
PAGE = ChannelSpec("telegram", "dva_majors", via="preview")
FEED = ChannelSpec("feed", "https://example.org/rss")
ALL = (AUTO, OWN, PAGE, FEED)


def test_with_an_account_only_those_that_ask_for_it_are_read_from_pages() -> None:
    assert split(ALL, accounts=True) == ((AUTO, OWN), (PAGE,), (FEED,))


def test_without_an_account_pages_are_read() -> None:
    assert split((AUTO, PAGE, FEED), accounts=False) == ((), (AUTO, PAGE), (FEED,))


def test_pages_stand_in_for_channels_that_no_account_reads() -> None:
    assert split(ALL, accounts=True, unread={"diukraine", "rybar"}) == ((AUTO, OWN), (AUTO, PAGE), (FEED,))


def said(
    state: str, at: int, channel: str = "", until: int | None = None, source: str = "telegram:desk"
) -> SourceChanged:
    return SourceChanged(source, state, at, channel, until=until)


@pytest.mark.parametrize(
    ("states", "now", "unread"),
    [
        ([said("live", 0)], 10**9, set()),
        ([said("banned", 0)], 0, {"diukraine"}),
        ([said("unauthorized", 0), said("live", 5)], 6, set()),
        ([said("disconnected", 0)], 60_000, set()),
        ([said("disconnected", 0), said("disconnected", 60_001)], 60_001, {"diukraine"}),
        ([said("live", 0), said("flooded", 1, "DIUkraine", 500_000)], 2, {"diukraine"}),
        ([said("live", 0), said("flooded", 1, "DIUkraine", 30_000)], 2, set()),
        ([said("live", 0), said("failed", 1, "DIUkraine"), said("live", 2, "DIUkraine")], 3, set()),
        ([said("banned", 0, source="preview")], 0, set()),
    ],
)
def test_who_reads_a_channel(states: Sequence[SourceChanged], now: int, unread: set[str]) -> None:
    reach = Reach(["telegram:desk"])
    for state in states:
        reach.hear(state)
    assert reach.unread([AUTO], now) == unread


class Heard:
    """A source that notes what it is told to watch."""

    def __init__(self, name: str, channels: Sequence[ChannelSpec] = ()) -> None:
        self.name, self.watched = name, [tuple(channels)]

    def watch(self, channels: Sequence[ChannelSpec]) -> None:
        self.watched.append(tuple(channels))

    async def run(self, intake: Intake) -> None:
        raise NotImplementedError


class World:
    def __init__(self, *, accounts: bool = True) -> None:
        self.account = Heard("telegram:desk")
        self.made: dict[str, Heard] = {}
        self.started: list[str] = []
        self.ways = Ways([self.account] if accounts else [], self.maker("preview"), self.maker("feed"))

    def maker(self, name: str):  # type: ignore[no-untyped-def]
        def make(channels: Sequence[ChannelSpec]) -> Watcher:
            self.made[name] = Heard(name, channels)
            return self.made[name]

        return make

    def start(self, source: Source) -> None:
        self.started.append(source.name)


def test_sources_that_nothing_needs_are_not_made_until_a_reload_needs_them() -> None:
    world = World()
    world.ways.begin((AUTO,), world.start)
    assert (world.started, world.made) == (["telegram:desk"], {})
    world.ways.watch((AUTO, FEED))
    assert world.started == ["telegram:desk", "feed"]
    world.ways.watch((AUTO,))
    assert world.made["feed"].watched == [(FEED,), ()]


def test_pages_stand_in_while_the_account_is_lost_and_rest_when_it_is_back() -> None:
    world = World()
    world.ways.begin((AUTO, OWN), world.start)
    world.ways.hear(said("live", 1))
    assert world.made == {}
    world.ways.hear(said("banned", 2))
    assert world.made["preview"].watched == [(AUTO,)]
    world.ways.hear(said("polling", 3, source="preview"))
    world.ways.hear(said("live", 4))
    assert world.made["preview"].watched == [(AUTO,), ()]


def test_a_stop_brings_no_source_to_life() -> None:
    world = World()
    world.ways.begin((AUTO,), world.start)
    world.ways.rest()
    world.ways.hear(said("stopped", 2))
    assert world.started == ["telegram:desk"]


def test_a_reload_keeps_who_stands_in() -> None:
    world = World()
    world.ways.begin((AUTO,), world.start)
    world.ways.hear(said("banned", 2))
    world.ways.watch((AUTO, FEED))
    assert world.made["preview"].watched[-1] == (AUTO,)
