"""What goes wrong with the watch itself reaches operators through the same machinery, once, over restarts too."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from monitor.model import ChannelSpec, OperatorsSpec, Silence, SourceChanged, Tick
from monitor.ops.heartbeat import Beat
from monitor.ops.troubles import LOOKS
from monitor.overseeing import Overseer, remembering
from monitor.store import silences
from monitor.store.tables import deliveries
from monitor.usecases import troubles

NOW = 1_700_000_000_000
MINUTE = 60_000
GB = 10**9


class Eye:
    """An overseer of the bench, a look a minute."""

    def __init__(self, bench: Any) -> None:
        bench.operators = OperatorsSpec(("desk",))
        bench.use(bench.rule("alarm"))
        self.taken = True  # what is owed is delivered
        self.bench, self.states, self.room = bench, {"feed": "polling"}, (50 * GB, 100 * GB)
        self.restart()

    def restart(self) -> None:
        self.overseer = Overseer(
            self.bench.database,
            self.bench.clock,
            lambda: self.states,
            lambda: (ChannelSpec("feed", "https://example.org/RSS"),),
            self._room,
        )

    def _room(self, folder: Path) -> tuple[int, int]:
        assert folder == self.bench.database.engines.path.parent
        return self.room

    async def minutes(self, count: int) -> list[str]:
        """The lines that operators were told in so many minutes."""
        before = len(self.bench.verdicts)
        for _ in range(count):
            self.bench.clock.time += MINUTE
            await self.overseer.look()
            await self.bench.hand(Tick(self.bench.clock.time))
            if self.taken:
                async with self.bench.database.write() as unit:
                    await unit.connection.execute(update(deliveries).values(state="sent"))
        return [line for verdict in self.bench.verdicts[before:] for n in verdict.notices for line in n.lines]

    async def listed(self) -> list[str]:
        async with self.bench.database.engines.reading() as connection:
            return [one.what for one in await troubles.listed(connection)]


@pytest.fixture
def eye(bench: Any) -> Eye:
    return Eye(bench)


async def test_a_feed_that_fails_for_long_and_works_again(eye: Eye) -> None:
    address = "https://example.org/RSS"
    await eye.bench.hand(SourceChanged("feed", "waiting", NOW, address, "it answered 503"))
    await eye.bench.hand(SourceChanged("feed", "failed", NOW, "https://example.org/removed", "not watched any more"))
    assert await eye.minutes(LOOKS - 1) == []
    eye.restart()
    assert await eye.minutes(1) == ["It has failed for 9 min: it answered 503"]
    assert await eye.listed() == [f"feed {address} fails"]
    eye.restart()
    assert await eye.minutes(20) == []
    await eye.bench.hand(SourceChanged("feed", "polling", NOW, address))
    assert await eye.minutes(1) == ["It works again, after 30 min."]
    assert await eye.listed() == []
    assert {n.title for v in eye.bench.verdicts for n in v.notices} == {f"feed {address} fails"}


async def test_a_notice_that_nobody_takes(eye: Eye) -> None:
    eye.taken = False
    await eye.bench.hand(eye.bench.posted(1))
    assert await eye.minutes(15) == []
    (line,) = await eye.minutes(1)
    assert line == "1 notice is due, the oldest since 2023-11-14 22:13 UTC; `monitor deliveries list` says why."
    assert await eye.minutes(60) == [], "that operators are not reached either is no further news"
    assert await eye.listed() == ["notices wait for desk/hook"]


async def test_a_disk_without_room(eye: Eye) -> None:
    eye.room = (4 * GB, 100 * GB)
    folder = eye.bench.database.engines.path.parent
    assert await eye.minutes(3) == [
        f"4.0 GB of 100.0 GB are free at {folder}: make room, or nothing can be written any more."
    ]
    eye.restart()
    assert await eye.minutes(3) == []
    eye.room = (20 * GB, 100 * GB)
    assert await eye.minutes(10) == [f"20.0 GB of 100.0 GB are free at {folder}: there is room again."]


async def test_the_end_of_a_silence_is_told_before_and_after(eye: Eye) -> None:
    one = Silence("5ea1", "Olena", "drill", NOW, NOW, NOW + 70 * MINUTE, rule="alarm")
    async with eye.bench.database.write() as unit:
        await silences.add(unit.connection, one)
    assert await eye.minutes(9) == []
    assert await eye.minutes(2) == ["It ends at 2023-11-14 23:23 UTC; it has held 0 matches so far (Olena: drill)."]
    eye.restart()
    assert await eye.minutes(58) == []
    assert await eye.minutes(2) == ["It ended at 2023-11-14 23:23 UTC; it held 0 matches (Olena: drill)."]
    assert await eye.minutes(5) == []


async def test_how_the_heartbeat_stands_is_kept(bench: Any) -> None:
    remember = remembering(bench.database)
    for beat in (Beat("sent", NOW), Beat("failed", NOW + 1, "example.org refuses connections"), None):
        await remember(beat)
        async with bench.database.engines.reading() as connection:
            found = await troubles.heartbeat(connection)
        assert (found and (found.state, found.detail)) == (beat and (beat.state, beat.detail))
