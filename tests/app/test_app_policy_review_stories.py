"""How alerts about stories are told, looked at with distrust."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from newsroom_world import ENGLISH, HOUR, MINUTE, NOW, Newsroom, opened, post, rule

from monitor.model import Deleted, Media, RuleSpec, Silence, Tick
from monitor.store import silences

Rooms = Callable[..., Awaitable[Newsroom]]
AGAINST = "Взяли Плёхово: не более 5 военных КНДР убиты и ранены, пишут с мест."


@pytest.fixture
async def rooms(tmp_path: Path) -> AsyncIterator[Rooms]:
    made: list[Newsroom] = []

    async def make(*rules: RuleSpec) -> Newsroom:
        made.append(await opened(tmp_path / f"{len(made)}.db", *rules))
        return made[-1]

    yield make
    for room in made:
        await room.close()


async def test_what_becomes_of_a_post_is_told_where_its_alert_went(rooms: Rooms) -> None:
    """Both alerts wait for their first notice when their stories turn out to be one."""
    room = await rooms(rule("koreans", "dprk", wait=5 * MINUTE, close_after=HOUR))
    room.now_ms = NOW + HOUR
    film = (Media("video", 1, file_id="film"),)
    one = "Військові КНДР на відео: сьогодні вранці на полі бійці полку зняли те, про що говорили три дні поспіль"
    other = "Там само військові КНДР, зовсім інші слова про те саме, яких ніхто не писав цього ранку в жодному каналі"
    await room.hand(post(0, 1, one))
    room.now_ms += 2 * MINUTE
    await room.hand(post(2, 3, other, 2 * MINUTE, media=film))
    ((older,), (younger,)) = await room.rows("SELECT id FROM alerts ORDER BY opened")
    room.now_ms += MINUTE
    await room.hand(post(5, 5, one.replace("Військові КНДР", "Хтось"), 3 * MINUTE, media=film))
    assert await room.rows("SELECT id, closes FROM alerts WHERE closed IS NULL") == [
        (older, NOW + 2 * HOUR + 2 * MINUTE)
    ]
    room.now_ms += 5 * MINUTE
    await room.pipeline.absorb([Tick(room.now_ms)])
    await room.pipeline.absorb([Deleted(2, (3,), room.now_ms)])
    assert [(n.alert, n.number) for n in room.notices] == [(older, 1), (older, 2)]
    assert room.notices[-1].kind == "deleted"
    assert await room.rows(f"SELECT notices, held, next_due FROM alerts WHERE id = '{younger}'") == [(0, 0, None)]  # noqa: S608


async def test_what_is_erased_goes_from_alerts_whose_rule_it_did_not_match(rooms: Rooms) -> None:
    room = await rooms(rule("village", "kurilovka"))
    room.now_ms = NOW + 8 * HOUR
    await room.hand(ENGLISH)
    await room.hand(post(1, 7, AGAINST, 8 * HOUR))
    assert room.notices[-1].excerpts[0].text == AGAINST
    ((key,),) = await room.rows("SELECT key FROM posts WHERE channel = 1")
    await room.database.erase([key], "asked to", room.now_ms)
    assert await room.rows(f"SELECT count(*) FROM notices WHERE body LIKE '%{AGAINST}%'") == [(0,)]  # noqa: S608


async def test_a_silence_counts_no_post_that_nobody_wanted_to_hear_of(rooms: Rooms) -> None:
    room = await rooms(rule("village", "kurilovka", update_on=frozenset({"matched"})))
    room.now_ms = now = NOW + 8 * HOUR
    await room.hand(ENGLISH)
    async with room.database.write() as unit:
        await silences.add(unit.connection, Silence("s", "Olena", "a drill", now, now, now + HOUR, rule="village"))
    await room.hand(post(1, 7, AGAINST, 8 * HOUR))
    assert await room.rows("SELECT matched FROM silences") == [(0,)]
