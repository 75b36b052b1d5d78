"""Operators are told of what happens to the watch itself, with the rows that record it, through the same machinery."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from patience import PATIENCE

from monitor.bus import LocalBus
from monitor.model import (
    MATTERS,
    AlertPolicy,
    ChannelChanged,
    ChannelSpec,
    Cursor,
    Deleted,
    HandleTaken,
    OperatorsSpec,
    Outcome,
    Posted,
    Reached,
    Silence,
    SourceChanged,
    Tick,
)
from monitor.ports.clock import SystemClock
from monitor.ports.store import Kept
from monitor.sources._fetch import Fetcher
from monitor.sources._turns import Manners
from monitor.sources.preview import Pace, PreviewOptions, PreviewSource
from monitor.store import silences
from monitor.store.database import Database
from monitor.testing.preview import PreviewServer

NOW = 1_700_000_000_000
MINUTE = 60_000


@pytest.fixture
def ops(bench: Any) -> Any:
    """The bench, with operators that are told of all."""
    bench.operators = OperatorsSpec(("desk",))
    bench.use(bench.rule("alarm"))
    return bench


def changed(
    title: str = "DIU", handle: str = "diu", flags: frozenset[str] | None = None, seen: int = NOW
) -> ChannelChanged:
    return ChannelChanged(7, "telegram", handle, title, seen, flags=flags)


def ask(bench: Any, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(bench.database.engines.path)) as connection:
        return connection.execute(query).fetchall()


def lines(bench: Any) -> list[tuple[str, ...]]:
    return [notice.lines for verdict in bench.verdicts for notice in verdict.notices]


async def test_a_change_of_title_opens_an_alert_with_the_row_that_records_it(ops: Any) -> None:
    await ops.hand(changed("DIU"))
    assert ops.told == []
    await ops.hand(changed("HUR"))
    assert ops.told == [("operators:identity", 1, "opened")]
    assert lines(ops) == [("Its title was “DIU”, and is “HUR” now.",)]
    assert ask(ops, "SELECT receiver, entry, state, number FROM deliveries") == [("desk", "hook", "due", 1)]
    assert ask(ops, "SELECT what, before, after FROM channel_changes") == [("title", "DIU", "HUR")]
    assert ask(ops, "SELECT count(*) FROM incidents") == [(0,)]


async def test_nobody_is_told_by_default_and_nothing_piles_up(bench: Any) -> None:
    await bench.hand(changed("DIU"))
    await bench.hand(changed("HUR"))
    assert bench.told == []
    assert ask(bench, "SELECT count(*) FROM incidents") == [(0,)]
    bench.operators = OperatorsSpec(("desk",))
    bench.use(bench.rule("alarm"))
    await bench.hand(Tick(NOW + MINUTE))
    assert bench.told == [], "what was before is no news"


async def test_if_the_transaction_fails_neither_the_row_nor_the_alert_is_there(ops: Any, monkeypatch: Any) -> None:
    """Nothing of one without the other: it comes again, whole."""
    await ops.hand(changed("DIU"))
    write = ops.database.unit.write

    async def torn(unit: Any, verdict: Any) -> None:
        await write(unit, verdict)
        if verdict.notices:
            monkeypatch.undo()
            raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(ops.database.unit, "write", torn)
    monkeypatch.setattr(ops.database, "is_away", lambda error: isinstance(error, sqlite3.OperationalError))
    await ops.hand(changed("HUR"))
    assert ops.told == [("operators:identity", 1, "opened")]
    assert ask(ops, "SELECT count(*) FROM channel_changes") == ask(ops, "SELECT count(*) FROM notices") == [(1,)]


async def test_what_flaps_is_one_alert_whose_notices_keep_their_interval_over_a_restart(ops: Any) -> None:
    for title in ("A", "B", "A", "B", "A"):
        await ops.hand(changed(title))
    assert ops.told == [("operators:identity", 1, "opened")]
    ops.use(ops.rule("alarm"))  # a pipeline that knows nothing
    ops.clock.time += 5 * MINUTE
    await ops.hand(Tick(ops.clock.now()))
    assert ops.told[1:] == [("operators:identity", 2, "reported")]
    assert len(lines(ops)[1]) == 3
    assert ask(ops, "SELECT count(*) FROM alerts") == [(1,)]


async def test_a_handle_that_leads_elsewhere_and_flags(ops: Any) -> None:
    await ops.hand(changed(flags=frozenset()), HandleTaken("diu", 7, 9, "Sold", NOW))
    await ops.hand(HandleTaken("diu", 7, 9, "Sold", NOW + 1))
    assert len(lines(ops)) == 1
    ops.clock.time += 5 * MINUTE
    await ops.hand(changed(flags=frozenset({"scam"})))
    assert lines(ops)[1] == ("Telegram marks it as a scam.",)


async def test_a_page_that_is_switched_off_and_on_again(ops: Any) -> None:
    def said(state: str) -> SourceChanged:
        return SourceChanged("preview", state, NOW, "DIU", "the channel has its web preview switched off")

    await ops.hand(changed(), said("no_preview"))
    assert ops.told == [], "it was never read: that is how it is, and no change"
    await ops.hand(Reached(Cursor("preview", 7, 5)), said("polling"))
    for state in ("no_preview", "no_preview", "polling", "polling"):
        await ops.hand(said(state))
        ops.clock.time += 5 * MINUTE
    assert lines(ops) == [
        ("Its public page does not show posts any more.",),
        ("Its public page shows posts again.",),
    ]
    assert ask(ops, "SELECT what, before, after FROM channel_changes") == [
        ("preview", "yes", "no"),
        ("preview", "no", "yes"),
    ]


async def test_an_account_that_is_lost(ops: Any) -> None:
    lost = SourceChanged("telegram:desk-1", "banned", NOW, detail="use another one")
    await ops.hand(SourceChanged("telegram:desk-1", "live", NOW), lost, lost)
    await ops.hand(lost, SourceChanged("telegram:desk-1", "banned", NOW, "diu"))
    assert lines(ops) == [("It is banned: use another one",)]
    assert ops.verdicts[0].notices[0].title == "The account desk-1 is lost"


async def test_many_deletions_are_one_alert_that_says_how_many_by_now(ops: Any) -> None:
    await ops.hand(*(ops.posted(number, "quiet") for number in range(1, 31)))
    for number in range(1, 16):
        await ops.hand(Deleted(7, (number,), NOW + number * 1000))
    listed = "`monitor events list` has them; with --json, every id."
    since = "the last by 2023-11-14 22:13 UTC, none before 2023-11-14 22:13 UTC"
    assert lines(ops) == [(f"10 posts were seen to go within 10 min: {since}. {listed}",)]
    ops.clock.time += 5 * MINUTE
    await ops.hand(Tick(ops.clock.now()))
    assert lines(ops)[1][-1] == f"15 posts are gone by now, 14 before: {since}. {listed}"
    assert ask(ops, "SELECT count(*) FROM events") == [(1,)]


async def test_a_dead_letter_is_told_at_the_next_tick_but_not_one_to_operators(ops: Any) -> None:
    await ops.hand(ops.posted(1))
    ((key,),) = ask(ops, "SELECT key FROM deliveries")
    await ops.database.record([Outcome(key, "rejected", NOW, 5, "404: no such hook")])
    assert ask(ops, "SELECT count(*) FROM incidents") == [(1,)]
    await ops.hand(Tick(NOW))
    assert ops.told[1:] == [("operators:dead_letter", 1, "opened")]
    assert ops.verdicts[-1].notices[0].title == "desk/hook does not take its notices"
    ((key,),) = ask(ops, "SELECT key FROM deliveries WHERE state = 'due'")
    await ops.database.record([Outcome(key, "rejected", NOW, 5, "404: no such hook")])
    await ops.hand(Tick(NOW))
    assert len(ops.told) == 2, "it would go on for ever"


async def test_a_delivery_that_is_tried_again_is_no_news(ops: Any) -> None:
    await ops.hand(ops.posted(1))
    ((key,),) = ask(ops, "SELECT key FROM deliveries")
    await ops.database.record([Outcome(key, "unavailable", NOW, 5, "503", retry_at=NOW + 9)])
    await ops.database.record([Outcome(key, "sent", NOW, 5)])
    assert ask(ops, "SELECT count(*) FROM incidents") == [(0,)]


class Poisoned(Database):
    async def settle(self, updates: Any, *more: Any) -> Kept:
        if any(isinstance(item, Posted) for item in updates):
            raise ValueError("secret words of a post")
        return await super().settle(updates, *more)


async def test_an_update_that_is_set_aside(ops: Any) -> None:
    ops.database = Poisoned(ops.database.engines.path)
    ops.use(ops.rule("alarm"))
    await ops.hand(ops.posted(1))
    await ops.hand(Tick(NOW))
    assert lines(ops) == [("Posted was set aside as it came (ValueError).",)]
    await ops.database.close()


async def test_what_cannot_be_put_into_words_holds_nothing_up(ops: Any, monkeypatch: Any) -> None:
    def broken(*_what: Any) -> Any:
        raise KeyError("a bug")

    await ops.hand(changed("DIU"))
    monkeypatch.setattr("monitor.pipeline.reports", broken)
    await ops.hand(changed("HUR"), ops.posted(1))
    assert ops.told == [("alarm", 1, "opened")]
    assert ask(ops, "SELECT (SELECT count(*) FROM quarantine), (SELECT count(*) FROM incidents)") == [(0, 0)]
    assert ask(ops, "SELECT after FROM channel_changes") == [("HUR",)]


async def test_only_what_is_wanted(bench: Any) -> None:
    bench.operators = OperatorsSpec(("desk",), tuple(matter for matter in MATTERS if matter != "identity"))
    bench.use(bench.rule("alarm"))
    await bench.hand(changed("DIU"))
    await bench.hand(changed("HUR"))
    assert bench.told == []


async def test_a_real_page_that_is_switched_off_and_on(ops: Any) -> None:
    """From the server's page to the notice: the source says it in other states between."""
    ops.operators = OperatorsSpec(("desk",), alert=AlertPolicy(every=0))
    ops.use(ops.rule("alarm"))
    pace = Pace(poll=(0.03, 0.06), retry_first=0.02, retry_most=0.1, closed_retry=0.05, history_every=0.0)
    async with PreviewServer() as server, Fetcher(SystemClock(), Manners(gap=0.0)) as fetcher:
        channel = server.add("news", 77, "News")
        channel.post("quiet")
        options = PreviewOptions(server.base, allow_private=True, pace=pace)
        source = PreviewSource([ChannelSpec("telegram", "news")], ops.database, SystemClock(), fetcher, options)
        bus = ops.pipeline._bus = LocalBus()
        tasks = [asyncio.create_task(work) for work in (source.run(bus), ops.pipeline.run())]
        try:
            # What is committed stands in the database a moment before the pipeline hears that it is.
            for shows, told in (("posts", 0), ("front", 1), ("posts", 2)):
                channel.shows = shows  # type: ignore[assignment]
                async with asyncio.timeout(PATIENCE):
                    while len(lines(ops)) < told or not ask(ops, "SELECT 1 FROM cursors"):
                        await asyncio.sleep(0.02)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    assert lines(ops) == [
        ("Its public page does not show posts any more.",),
        ("Its public page shows posts again.",),
    ]
    assert {notice.title for verdict in ops.verdicts for notice in verdict.notices} == {"News (news) has changed"}


async def silenced(ops: Any, rule: str, length: int) -> None:
    now = ops.clock.now()
    async with ops.database.write() as unit:
        await silences.add(unit.connection, Silence("s", "Olena", "known", now, now, now + length, rule))


async def test_operators_may_have_silence_and_hear_the_rest(ops: Any) -> None:
    await ops.hand(changed("DIU"))
    await silenced(ops, "operators:identity", MINUTE)
    await ops.hand(changed("HUR"))
    await ops.hand(SourceChanged("telegram:desk-1", "banned", NOW, detail="use another one"))
    assert ops.told == [("operators:account", 1, "opened")]
    ops.clock.time += MINUTE
    await ops.hand(Tick(ops.clock.now()))
    assert len(ops.told) == 1  # what was silent is not told later
    await ops.hand(changed("GUR"))
    assert lines(ops)[1:] == [("Its title was “HUR”, and is “GUR” now.",)]
    assert ask(ops, "SELECT matched FROM silences") == [(1,)]


async def test_what_waits_for_operators_is_silent_too(bench: Any) -> None:
    bench.operators = OperatorsSpec(("desk",), alert=AlertPolicy(every=5 * MINUTE))
    bench.use()
    for title in ("DIU", "HUR", "GUR"):
        await bench.hand(changed(title))
    await silenced(bench, "operators:identity", 10 * MINUTE)
    bench.clock.time += 5 * MINUTE
    await bench.hand(Tick(bench.clock.now()))
    assert bench.told == [("operators:identity", 1, "opened")]
    bench.clock.time += 5 * MINUTE
    await bench.hand(changed("SZR"))
    assert lines(bench)[1:] == [("Its title was “GUR”, and is “SZR” now.",)]


async def test_a_channel_that_is_silent_may_be_taken_over_and_operators_hear_of_it(ops: Any) -> None:
    await ops.hand(changed("DIU"))
    async with ops.database.write() as unit:
        await silences.add(unit.connection, Silence("s", "Olena", "noise", NOW, NOW, NOW + MINUTE, channel=7))
    await ops.hand(changed("HUR"))
    assert ops.told == [("operators:identity", 1, "opened")]
