"""Feeds of receivers: what was told, read from the database, over the daemon's pages."""

import asyncio
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest

from monitor.model import Deleted, EntrySpec, Outcome, ReceiverSpec, WatchSpec
from monitor.ops.port import take_port
from monitor.sinks.rss import RssOptions
from monitor.store.database import Database
from monitor.usecases.feeds import Feeds, Page
from monitor.web.app import pages
from monitor.web.serve import serve

TOKEN = "a-token-of-the-desk"
NOW = 1_700_000_000_000
DAY = 86_400_000


def watch(**options: Any) -> WatchSpec:
    entry = EntrySpec("hook", "rss", RssOptions.model_validate(options))
    return WatchSpec("", (), {}, (), {"desk": ReceiverSpec("desk", "info", (entry,))})  # type: ignore[arg-type]


async def deliver(database: Database, now: int, result: Any = "sent") -> None:
    """Record what is due as sent, until nothing is."""
    while owed := await database.due("desk", "hook", now, 50, ()):
        await database.record([Outcome(one.delivery.key, result, now, 1) for one in owed])


async def page(feeds: Feeds, receiver: str = "desk", entry: str = "", token: str = "") -> Page:
    found = await feeds.feed(receiver, entry, token)
    assert found is not None
    return found


def titles(body: bytes) -> list[str]:
    return [entry.title for entry in feedparser.parse(body).entries]


async def test_what_was_sent_is_shown_newest_first_and_stays_over_a_restart(bench: Any, tmp_path: Path) -> None:
    bench.use(bench.rule("alarm", group_by="channel"))
    feeds = Feeds(bench.database.engines, watch, bench.clock)
    assert titles((await page(feeds)).body) == []
    await bench.hand(bench.posted(1, "alarm one"))
    assert titles((await page(feeds)).body) == [], "nothing is shown before it is sent"
    await deliver(bench.database, bench.clock.now())
    bench.clock.time += 60_000
    await bench.hand(bench.posted(2, "alarm two <b>"))
    await deliver(bench.database, bench.clock.now())
    shown = await page(feeds)
    assert titles(shown.body) == ["[HIGH] alarm · notice 2", "[HIGH] alarm"]
    assert " two &lt;b&gt;</blockquote>" in feedparser.parse(shown.body).entries[0].content[0].value
    other = Database(tmp_path / "monitor.db")
    await other.open()
    assert (await page(Feeds(other.engines, watch, bench.clock))).body == shown.body
    await other.close()


async def test_dead_ones_are_not_shown_and_folded_ones_within_their_last(bench: Any) -> None:
    feeds = Feeds(bench.database.engines, watch, bench.clock)
    await bench.hand(bench.posted(1, "alarm one", channel=1))
    await deliver(bench.database, bench.clock.now(), "rejected")
    assert titles((await page(feeds)).body) == []
    await bench.hand(bench.posted(2, "alarm two", channel=1))
    (first,) = await bench.database.due("desk", "hook", bench.clock.now(), 9, ())
    await bench.database.record(
        [Outcome(first.delivery.key, "unavailable", bench.clock.now(), 1, retry_at=bench.clock.now())]
    )
    await bench.hand(bench.posted(3, "alarm three", channel=1))
    await bench.hand(bench.posted(4, "alarm four", channel=1))
    await deliver(bench.database, bench.clock.now())
    entries = feedparser.parse((await page(feeds)).body).entries
    assert [entry.title for entry in entries] == ["[HIGH] alarm · notice 4", "[HIGH] alarm · notice 2"]
    assert " three</blockquote>" in entries[0].content[0].value
    assert " four</blockquote>" in entries[0].content[0].value


async def test_a_feed_is_of_the_last_months(bench: Any) -> None:
    feeds = Feeds(bench.database.engines, watch, bench.clock)
    await bench.hand(bench.posted(1, "alarm one"))
    await deliver(bench.database, bench.clock.now())
    bench.clock.time += 89 * DAY
    assert len(titles((await page(feeds)).body)) == 1
    bench.clock.time += 2 * DAY
    assert titles((await page(feeds)).body) == []


async def test_who_may_read_what(bench: Any) -> None:
    engines, clock = bench.database.engines, bench.clock
    opened, kept = Feeds(engines, watch, clock), Feeds(engines, lambda: watch(token=TOKEN), clock)
    hidden = Feeds(engines, lambda: watch(serve=False, file="x.xml"), clock)
    assert await opened.feed("desk", "", "")
    assert await opened.feed("desk", "hook", "whatever")
    assert await kept.feed("desk", "", TOKEN)
    for feeds, asked in (
        (opened, ("nobody", "", "")),
        (opened, ("desk", "other", "")),
        (kept, ("desk", "", "")),
        (kept, ("desk", "", TOKEN[:-1])),
        (kept, ("desk", "hook", "\ud800ї")),
        (hidden, ("desk", "", "")),
    ):
        assert await feeds.feed(*asked) is None


class Well:
    async def unhealthy(self) -> list[str]:
        return []

    unready = unhealthy

    async def metrics(self) -> tuple[bytes, str]:
        return b"", ""


async def test_over_http_unchanged_feeds_are_not_sent_again(bench: Any) -> None:
    await bench.hand(bench.posted(1, "alarm one"))
    await deliver(bench.database, bench.clock.now())
    bench.clock.time += 1_500
    port = take_port("127.0.0.1", 0)
    feeds = Feeds(bench.database.engines, lambda: watch(token=TOKEN), bench.clock)
    task = asyncio.create_task(serve(pages(Well(), feeds), port))
    url = f"http://127.0.0.1:{port.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=url, trust_env=False, params={"token": TOKEN}) as client:
        full = await client.get("/feeds/desk")
        assert full.status_code == 200
        assert full.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert titles(full.content) == ["[HIGH] alarm"]
        tag, since = full.headers["etag"], full.headers["last-modified"]
        assert since == "Tue, 14 Nov 2023 22:13:20 GMT"
        head = await client.head("/feeds/desk/hook")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        for headers, status in (
            ({"if-none-match": tag}, 304),
            ({"if-none-match": f'"other", W/{tag}'}, 304),
            ({"if-none-match": "*"}, 304),
            ({"if-none-match": '"other"', "if-modified-since": since}, 200),
            ({"if-modified-since": since}, 304),
            ({"if-modified-since": "Tue, 14 Nov 2023 22:13:19 GMT"}, 200),
            ({"if-modified-since": "soon"}, 200),
        ):
            answer = await client.get("/feeds/desk", headers=headers)
            assert answer.status_code == status, headers
            assert answer.headers["etag"] == tag
            assert bool(answer.content) == (status == 200)
        for path in ("/feeds/nobody", "/feeds/desk/other", "/feeds/", "/feeds/desk/hook/more"):
            assert (await client.get(path)).status_code == 404
        missing = await client.get("/feeds/desk", params={"token": "wrong"})
        unknown = await client.get("/feeds/nobody")
        assert (missing.status_code, missing.content) == (unknown.status_code, unknown.content) == (404, b"Not Found")
        assert (await client.post("/feeds/desk")).status_code == 405
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("later", [0, 999])
async def test_within_the_second_of_the_last_notice_time_says_nothing(bench: Any, later: int) -> None:
    await bench.hand(bench.posted(1, "alarm one"))
    await deliver(bench.database, bench.clock.now())
    bench.clock.time += later
    assert (await page(Feeds(bench.database.engines, watch, bench.clock))).modified is None


async def test_a_deletion_shows_as_an_entry_of_its_own(bench: Any) -> None:
    bench.use(bench.rule("alarm", group_by="channel"))
    await bench.hand(bench.posted(1, "alarm one"))
    await bench.hand(Deleted(7, (1,), NOW + 1000))
    await deliver(bench.database, bench.clock.now())
    assert len(titles((await page(Feeds(bench.database.engines, watch, bench.clock))).body)) == 2


async def test_feeds_that_want_a_token_or_are_files_alone_are_not_spoken_of(bench: Any, tmp_path: Path) -> None:
    token = "a-token-of-some-length"
    several = [{}, {"token": token}, {"serve": False, "file": str(tmp_path / "feed.xml")}]
    for options, known in zip(several, (("desk/hook",), (), ()), strict=True):
        assert Feeds(bench.database.engines, lambda options=options: watch(**options), bench.clock).open() == known
