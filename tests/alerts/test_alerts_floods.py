"""Lanes and real receivers: a thousand alerts into a bot's chat that is too much asked, and one that hangs."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest
from driven_world import HOUR, MINUTE, SECOND, START, DrivenDesk, driven_desk
from msgspec.structs import replace

from monitor.alerts.deliver import Deliverer
from monitor.alerts.group import open_summary
from monitor.alerts.notice import delivery, late
from monitor.model import Excerpt, Notice
from monitor.ports.clock import SystemClock
from monitor.ports.meter import NoMeter
from monitor.ports.store import Verdict
from monitor.sinks._transport import Transport
from monitor.sinks.telegram import Telegram, TelegramOptions
from monitor.sinks.webhook import Webhook, WebhookOptions
from monitor.store import schema
from monitor.store.database import Database
from monitor.testing.receivers import Answer, BotReceiver, WebhookReceiver
from monitor.testing.receivers.bot import TOKEN

ALERTS = 1_000
ALLOWED = ((1, SECOND), (20, MINUTE))  # what the service allows in a group


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DrivenDesk]:
    async with driven_desk(tmp_path) as made:
        yield made


def chat(
    receiver: BotReceiver,
    transport: Transport,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    **options: object,
) -> Telegram:
    given = {"token": TOKEN, "chat": "-1001", "base": receiver.url, "allow_private": True, "timeout": 60, **options}
    return Telegram(TelegramOptions.model_validate(given), transport, sleep)


def beyond(times: list[int]) -> list[int]:
    """Moments at which more was sent than is allowed."""
    return [
        at
        for place, at in enumerate(times)
        for count, stretch in ALLOWED
        if place >= count and at - times[place - count] < stretch
    ]


async def test_a_thousand_alerts_into_a_chat_that_says_too_many(desk: DrivenDesk) -> None:
    """Two minutes of messages, then 429 for six hours: none is lost, no limit broken, the old ones come as one."""
    async with Transport(desk.clock) as transport, BotReceiver(clock=desk.clock.now, allowed=ALLOWED) as receiver:
        desk.open({"chat": chat(receiver, transport)})
        await desk.owe({f"a{n}": [1] for n in range(ALERTS)}, title="Losses")
        await desk.run(2 * MINUTE)
        receiver.closed_until = START + 6 * HOUR + 5 * MINUTE
        await desk.run(6 * HOUR)
        await desk.owe({f"b{n}": [1] for n in range(30)}, title="Later")
        await desk.run(20 * MINUTE)
        assert await desk.states() == {"sent": 40 + 1 + 30, "folded": ALERTS - 40}
    refused = [at for at, status in receiver.asked if status == 429]
    assert not beyond(receiver.taken_at)
    assert refused
    assert min(refused) > START + 2 * MINUTE - SECOND, "before it said so, nothing was too much"
    gaps = [after - before for before, after in pairwise(refused)]
    assert min(gaps) >= 35 * SECOND, "and what it asked for was kept, by all that was owed"
    texts = [message.text for message in receiver.messages]
    (late,) = [text for text in texts if "could not be delivered in time" in text]
    missed = int(re.search(r"Losses: (\d+) notices", late)[1])  # type: ignore[index]
    single = {found[1] for text in texts if (found := re.search(r"alert (a\d+)", text))}
    assert len(single) + missed == ALERTS
    assert sum("Later" in text for text in texts) == 30
    assert not await desk.troubles(), "a server that says how long is well"


async def test_long_notices_keep_to_the_pace_with_each_of_their_messages(desk: DrivenDesk) -> None:
    """Three messages each, a second apart, and no more than twenty in a minute: the chat never has to say so."""

    async def sleep(seconds: float) -> None:
        desk.clock.time += round(seconds * 1000)

    long = Excerpt("A", "a", "", (), 1, "https://t.me/a/1", "Слово за словом. " * 900, START, START)
    async with Transport(desk.clock) as transport, BotReceiver(clock=desk.clock.now, allowed=ALLOWED) as receiver:
        sink = chat(receiver, transport, sleep=sleep)
        desk.open({"chat": sink})
        await desk.owe({f"a{n}": [1] for n in range(12)}, excerpts=(long,))
        await desk.run(3 * MINUTE)
        assert await desk.states() == {"sent": 12}
    assert len(receiver.messages) == 36
    assert {status for _, status in receiver.asked} == {200}
    assert not beyond(receiver.taken_at)


def test_a_summary_of_many_titles_names_the_most_and_counts_the_rest() -> None:
    missed = [Notice(f"a{n}", 1, "opened", "r", f"Title {n}", "high", 0) for n in range(100)]
    told = late(open_summary("late", "Late", 0), [*missed, missed[7]], 0)
    assert told.lines[0] == "Title 7: 2 notices"
    assert (len(told.lines), told.lines[-1]) == (21, "… and 80 notices more, under 80 other titles")


async def test_an_alert_that_edits_takes_as_much_of_the_pace_as_one_that_replies(desk: DrivenDesk) -> None:
    async with Transport(desk.clock) as transport, BotReceiver(clock=desk.clock.now, allowed=ALLOWED) as receiver:
        desk.open({"chat": chat(receiver, transport, updates="edit")})
        await desk.owe({"a": list(range(1, 31))})
        await desk.run(3 * MINUTE)
        assert await desk.states() == {"sent": 30}
    assert (len(receiver.messages), len(receiver.edits)) == (1, 29)
    assert {status for _, status in receiver.asked} == {200}
    assert not beyond(receiver.taken_at)
    shown = receiver.shown[1]
    assert all(f"a line {n}\n" in shown for n in range(1, 31))


class Two:
    """A receiver that is well and one that hangs, and lanes to both under the machine's own clock."""

    def __init__(self, database: Database, deliverer: Deliverer, well: WebhookReceiver) -> None:
        self.database, self.deliverer, self.well = database, deliverer, well

    async def waits(self, name: str, entries: tuple[str, ...]) -> list[float]:
        """Seconds that the one which is well waited for each of a hundred alerts, five at a time."""
        began: dict[str, float] = {}
        for batch in range(20):
            alerts = [f"{name}-{batch}-{n}" for n in range(5)]
            began |= dict.fromkeys(alerts, time.monotonic())
            await self._owe(alerts, entries)
            await self.well.wait_for(len(self.well.received) + 5 - self._arrived(alerts), timeout=60)
        arrived = {one.data["data"]["alert"]: one.at_ns / 1e9 for one in self.well.received}
        return sorted(arrived[alert] - at for alert, at in began.items())

    def _arrived(self, alerts: list[str]) -> int:
        return sum(one.data["data"]["alert"] in alerts for one in self.well.received)

    async def _owe(self, alerts: list[str], entries: tuple[str, ...]) -> None:
        now = SystemClock().now()
        made = [replace(open_summary(alert, alert, now), id=alert, closed=now) for alert in alerts]
        told = [Notice(alert, 1, "opened", "r", "t", "high", now) for alert in alerts]
        owed = tuple(delivery(one, "desk", entry, now) for one in told for entry in entries)
        async with self.database.write() as unit:
            await unit.write(Verdict(alerts=tuple(made), notices=tuple(told), deliveries=owed))
        self.deliverer.wake([("desk", entry) for entry in entries])


async def test_one_that_hangs_for_half_a_minute_costs_the_other_nothing(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    await schema.prepare(path)
    database, clock = Database(path), SystemClock()
    deliverer = Deliverer(database, clock, NoMeter())
    async with Transport(clock) as transport, WebhookReceiver() as well, WebhookReceiver() as hanging:
        hanging.answer = Answer(hang=True)
        urls = {"well": well.url, "hanging": hanging.url}
        options = {
            entry: WebhookOptions.model_validate({"url": url, "allow_private": True, "timeout": "30s"})
            for entry, url in urls.items()
        }
        deliverer.open({("desk", entry): Webhook(given, transport) for entry, given in options.items()})
        two = Two(database, deliverer, well)
        costs = []
        for round_ in range(3):  # a busy machine may spoil one, whoever hangs
            alone = await two.waits(f"alone-{round_}", ("well",))
            beside = await two.waits(f"beside-{round_}", ("hanging", "well"))
            costs.append(beside[98] - alone[98])
            if costs[-1] <= 0.25:
                break
        await deliverer.close(0.1)
        assert hanging.received, "it was tried, and hung"
    await database.close()
    assert min(costs) <= 0.25, f"p99 became longer by {costs} s"
