"""Stored posts that are in no story: woven in steps, as if they had come live, and nobody is told."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text as sql
from stories_world import CHANNELS, ENTITIES, HOUR, KINDS, MINUTE, NOW, Newsroom, opened, post

from monitor.errors import NotFoundError
from monitor.model import ReceiverSpec, Tick, WatchSpec
from monitor.store import unwoven
from monitor.store.marks import read_mark
from monitor.usecases import weaving_past
from monitor.usecases.weaving_past import weave_past

SPEC = WatchSpec("", CHANNELS, ENTITIES, (), {"desk": ReceiverSpec("desk", "info", ())})  # type: ignore[arg-type]
LONG = "Сьогодні вранці на полі біля села бійці полку зняли те, про що говорили всі останні три дні поспіль"
POSTS = (
    post(0, 1, "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово."),
    post(2, 2, "DIU: at least 30 North Korean soldiers killed and wounded near Kurilovka.", HOUR),
    post(1, 3, "У Плёхово убиты и ранены не менее 30 военных КНДР, пишут с мест.", 2 * HOUR),
    post(4, 9, "Курс валют і погода на завтра: сніг, до мінус п'яти. Бережіть себе, друзі.", HOUR),
    post(3, 4, LONG, 20 * HOUR),
    post(5, 5, f"❗️ {LONG}", 20 * HOUR + MINUTE),
)
TABLES = ("signs", "mentions", "story_links", "stories", "tellings")


@pytest.fixture
async def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Newsroom]:
    monkeypatch.setitem(os.environ, "XDG_CACHE_HOME", str(tmp_path / "cache"))
    room = await opened(tmp_path / "monitor.db")
    try:
        yield room
    finally:
        await room.close()


async def forget(room: Newsroom, *posts: int) -> None:
    """As after an import: they are stored, and in no story."""
    named = f"IN {posts}"
    where = dict.fromkeys(TABLES, f" WHERE post {named}")
    where |= {"stories": f" WHERE id {named}", "story_links": f" WHERE a {named} OR b {named}"}
    async with room.database.engines.writer.begin() as connection:
        for table in TABLES:
            await connection.execute(sql(f"DELETE FROM {table}{where[table] if posts else ''}"))  # noqa: S608


@pytest.mark.parametrize("step", [1, 4, 32])
async def test_they_become_the_stories_that_they_would_have_been(
    newsroom: Newsroom, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weaving_past, "_STEP", step)
    await newsroom.hand(*POSTS)
    live = await newsroom.stories(), await newsroom.origins()
    await forget(newsroom)
    seen: list[tuple[int, int]] = []
    done = await weave_past(newsroom.path, SPEC, KINDS, 0, newsroom, lambda *told: seen.append(told))
    assert (await newsroom.stories(), await newsroom.origins()) == live
    assert (done.posts, done.failed, done.comments, seen[-1]) == (6, 0, 0, (6, 6))
    again = await weave_past(newsroom.path, SPEC, KINDS, 0, newsroom)
    assert again.posts == 0
    async with newsroom.database.engines.reading() as connection:
        assert await read_mark(connection, unwoven.WEAVING) == ""
    await newsroom.pipeline.absorb([Tick(newsroom.now_ms)])
    assert await newsroom.rows("SELECT count(*) FROM notices") == [(0,)]


async def test_broken_off_it_goes_on_and_what_was_woven_is_found_meanwhile(newsroom: Newsroom) -> None:
    await newsroom.hand(*POSTS)
    live = await newsroom.stories()
    await forget(newsroom)

    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weaving_past, "_STEP", 1)
        with pytest.raises(Stopped):
            await weave_past(newsroom.path, SPEC, KINDS, 0, newsroom, stop)
    assert len(await newsroom.stories()) == 1
    far = NOW + 10_000 * HOUR
    assert await newsroom.database.unsign_some(far, 64, newsroom.now_ms) == 0, "somebody weaves"
    await weave_past(newsroom.path, SPEC, KINDS, 0, newsroom)
    assert await newsroom.stories() == live
    assert await newsroom.database.unsign_some(far, 64, newsroom.now_ms) == 6


async def test_only_those_since_a_moment_and_beside_stories_that_are_there(newsroom: Newsroom) -> None:
    await newsroom.hand(*POSTS)
    live = await newsroom.stories()
    await forget(newsroom, 2, 6)
    done = await weave_past(newsroom.path, SPEC, KINDS, NOW + 10 * HOUR, newsroom)
    assert (done.posts, done.joined) == (1, 1)
    await weave_past(newsroom.path, SPEC, KINDS, 0, newsroom)
    assert await newsroom.stories() == live


async def test_comments_are_in_no_story(newsroom: Newsroom) -> None:
    await newsroom.hand(*POSTS)
    await forget(newsroom)
    async with newsroom.database.engines.writer.begin() as connection:
        await connection.execute(sql("UPDATE channels SET handle = 'chan_4/comments' WHERE id = 4"))
    done = await weave_past(newsroom.path, replace(SPEC, channels=()), KINDS, 0, newsroom)
    assert (done.posts, done.comments) == (5, 1)


async def test_there_is_no_database(tmp_path: Path, newsroom: Newsroom) -> None:
    with pytest.raises(NotFoundError):
        await weave_past(tmp_path / "none.db", SPEC, KINDS, 0, newsroom)
