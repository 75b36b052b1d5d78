"""What every source owes the house, whatever it reads: the same tests over all kinds."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from contract_account import AccountWorld
from contract_feed import Here, JsonFeedWorld, RssWorld
from contract_files import ExportWorld, LinesWorld
from contract_preview import PreviewWorld
from contract_world import CLOCK, House, Live
from patience import PATIENCE
from structlog.testing import capture_logs

from monitor.ops.gate import Gate
from monitor.ops.supervise import Restarts, supervise
from monitor.sources.feed import source as feed_source
from monitor.store import schema
from monitor.testing.feeds import FeedSite
from monitor.testing.preview import PreviewServer
from monitor.usecases.importing import batches

LIVE = ["account", "preview", "feed"]
"""Kinds that the daemon runs beside each other, and that hand over through its queue. Imports run by themselves."""

ALL = [*LIVE, "jsonl", "export"]
FORMS = [*ALL, "json_feed"]
HOSTILE = {
    "nul": "a\0b",
    "half a surrogate pair": "a\ud800b",
    "our own mark for them": "a\ufdd0d800b",
    "bidi": "a\u202eb\u2066c\u2069\u200fd",
    "4,096 combining marks": "a" + "\u0301" * 4096,
    "100 kB": "слово " * 9_100 + "end",
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without posts, to be copied."""
    path: Path = tmp_path_factory.mktemp("empty") / "monitor.db"
    asyncio.run(schema.prepare(path))
    return path


@pytest.fixture
async def house(
    request: Any, desk: Any, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setattr(batches, "_STEP", 2)
    async with AsyncExitStack() as stack:
        match request.param:
            case "account":
                world: Any = AccountWorld(desk)
            case "preview":
                world = PreviewWorld(await stack.enter_async_context(PreviewServer()))
            case "feed":
                monkeypatch.setattr(feed_source, "Reader", Here)
                world = RssWorld(await stack.enter_async_context(FeedSite()))
            case "json_feed":
                world = JsonFeedWorld(await stack.enter_async_context(FeedSite()))
            case "jsonl":
                world = LinesWorld(tmp_path)
            case "export":
                world = ExportWorld(tmp_path)
        yield House(Path(shutil.copy(empty, tmp_path)), world)


def said(house: House, count: int, first: int) -> list[str]:
    texts = [f"post {first + n}" for n in range(count)]
    for text in texts:
        house.world.say(text)
    return texts


@pytest.mark.parametrize("house", ALL, indirect=True)
async def test_what_comes_while_it_runs_and_while_it_is_away(house: House) -> None:
    await house.meet()
    texts = said(house, 3, 1)
    for strike in (1, 4):
        async with house.living(strike=strike) as life:
            texts += said(house, 5, len(texts) + 1)
            await house.until(lambda life=life, texts=texts: life.dying or set(texts) <= house.texts())
        texts += said(house, 2, len(texts) + 1)
    async with house.living():
        await house.stored(*texts)
    house.holds(*texts)


@pytest.mark.parametrize("house", LIVE, indirect=True)
async def test_a_full_queue_delays_and_loses_nothing(house: House) -> None:
    """Nor does a process that dies before it: what waits in its queue was not read."""
    await house.meet()
    texts = said(house, 9, 1)
    async with house.living(bound=3) as life:
        life.queue.stop_up()
        await house.until(lambda: life.queue.refused)
    async with house.living(bound=3) as life:
        await house.stored(*texts)
        life.queue.stop_up()
        texts += said(house, 9, 10)
        await house.until(lambda: life.queue.refused and len(life.queue) == 3)
        life.queue.flow()
        await house.stored(*texts)
    house.holds(*texts)


@pytest.mark.parametrize("house", ALL, indirect=True)
async def test_killed_while_it_hands_over_nothing_is_missing_and_no_cursor_passes_it(house: House) -> None:
    """Each cursor that is handed over is held against what was read before it: see `Life.took`."""
    await house.meet()
    texts, world = said(house, 12, 1), house.world
    reached = world.place(house)
    for strike in (0, 3, 2, None):
        async with house.living(strike=strike) as life:
            await house.until(lambda life=life: life.dying or set(texts) <= house.texts())
        assert world.place(house) >= reached, "the cursor went back"
        reached = world.place(house)
        assert world.passed(reached) <= house.texts(), "the cursor passed something unread"
    async with house.living():
        await house.until(lambda: world.passed(world.place(house)) in (set(texts), set()))
    house.holds(*texts)


class Failing:
    """A shelf from which a source cannot read: it breaks at once, or never answers."""

    def __init__(self, how: str) -> None:
        self.how, self.asked, self.news = how, 0, asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        async def fail(*_what: Any) -> Any:
            self.asked += 1
            self.news.set()
            if self.how == "hangs":
                await asyncio.Event().wait()
            raise RuntimeError("a bug")

        return fail


@pytest.mark.parametrize("how", ["hangs", "crashes"])
@pytest.mark.parametrize("house", LIVE, indirect=True)
async def test_a_failing_source_delays_no_other(house: House, how: str) -> None:
    """Beside a source of its own kind that is stuck, or is started again and again, each post gets through."""
    world: Live = house.world  # type: ignore[assignment]
    await house.meet()
    shelf = Failing(how)
    with capture_logs():  # to print a hundred traces takes longer than all else
        await beside_each_other(house, world, shelf)
    assert (shelf.asked == 1) is (how == "hangs")
    house.holds("post 0", "post 1", "post 2", "post 3")


async def beside_each_other(house: House, world: Live, shelf: "Failing") -> None:
    async with (
        house.living(read=False) as life,
        world.source(shelf, spare=True) as bad,  # type: ignore[arg-type]
        world.source(life.database) as good,
    ):
        gate, restarts = Gate(life.queue, CLOCK), Restarts(first=0.01, most=0.02)
        tasks = [asyncio.create_task(supervise(one, gate, CLOCK, restarts)) for one in (bad, good)]
        try:
            await asyncio.wait_for(shelf.news.wait(), PATIENCE)
            for number in range(4):
                before = shelf.asked
                await house.stored(*said(house, 1, number))
                if shelf.how == "crashes":  # it goes on failing all the while
                    await house.until(lambda before=before: shelf.asked > before)
        finally:
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)


@pytest.mark.parametrize("house", FORMS, indirect=True)
async def test_hostile_text_is_stored_as_it_is(house: House) -> None:
    texts = {name: text for name, text in HOSTILE.items() if not house.world.loses & set(text)}
    assert len(texts) >= len(HOSTILE) - 2
    await house.meet()
    async with house.living():
        for text in texts.values():
            house.world.say(text)
        await house.until(lambda: len(house.all_texts()) >= len(texts))
    stored = house.texts()
    assert [name for name, text in texts.items() if text not in stored] == []
    house.holds(*texts.values())
