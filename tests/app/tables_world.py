"""Tables of what a desk is told: a short script of what happens when, and every message that arrives by it.

A script has one event a line, `12:00:30 say 1 a drone`, in UTC, in order; what arrives reads
`12:01:00 desk opened drone: 1`: when, to whom, which kind of notice, under which rule, about which posts. A day before
the time (`2026-03-03 04:59:00`) holds until the next; the first is 2 March 2026, a Monday.

    say POST [@CHANNEL] [ago=DURATION] WORDS     edit POST WORDS     delete POST
    silence ID SCOPE… for=DURATION [from=TIME]   SCOPE is rule=, channel= or entity=
    expire ID     ack RULE     close RULE        a rule's newest alert
    wait                                         nothing happens but time
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from policy_world import DAY, HOUR, MINUTE, SECOND, Desk, at, receiver
from policy_world import opened as opened_desk

from monitor.model import (
    Act,
    Deleted,
    Edited,
    InhibitSpec,
    Notice,
    Post,
    Posted,
    ReceiverSpec,
    Recurrence,
    RuleSpec,
    Silence,
    Tick,
)
from monitor.store import acts, silences
from monitor.store.text import from_json

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}


@dataclass(frozen=True)
class Case:
    """A desk, what happens to it, and every message that it is told. `reasons`: what each match was decided on, in
    order, where the case is about that; `first`: the day that the script begins on.
    """

    name: str
    rules: Sequence[RuleSpec]
    script: str
    told: str
    reasons: str = ""
    first: str = "2026-03-02"
    receivers: Sequence[ReceiverSpec] = (receiver(),)
    times: Mapping[str, tuple[Recurrence, ...]] = field(default_factory=dict)
    inhibit: Sequence[InhibitSpec] = ()


def span(text: str) -> int:
    """Milliseconds of `90s`."""
    return int(text[:-1]) * _UNITS[text[-1]]


async def lived(case: Case, path: Path, *, restarts: bool) -> tuple[list[str], list[str], list[str]]:
    """What was told, on what was decided, and the ids under which it was sent. `restarts`: the daemon is stopped and
    started again before every event and every moment at which something is due.
    """
    desk = await opened_desk(
        path, *case.rules, receivers=case.receivers, times=case.times, inhibit=case.inhibit, now=_at(case.first, "")
    )
    try:
        player = _Player(desk, case.first, restarts=restarts)
        for line in filter(None, map(str.strip, case.script.splitlines())):
            await player.play(line)
        return await player.told(), await player.reasons(), await player.ids()
    finally:
        await desk.close()


def lines(text: str) -> list[str]:
    """The lines of a table, without the white space around them."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _at(day: str, time: str) -> int:
    return at(f"{day} {time or '00:00:00'}")


class _Player:
    """Plays a script on a desk."""

    def __init__(self, desk: Desk, first: str, *, restarts: bool) -> None:
        self.desk, self.first, self.day, self.restarts = desk, first, first, restarts
        self.posts: dict[str, Post] = {}
        self.numbers = count(1)

    async def play(self, line: str) -> None:
        words = line.split()
        if words[0].count("-") == 2:
            self.day = words.pop(0)
        await self._until(_at(self.day, words[0]))
        verb: Callable[..., Any] = getattr(self, f"_{words[1]}")
        await verb(*words[2:])

    async def _until(self, moment: int) -> None:
        desk = self.desk
        while (due := await desk.database.next_due()) is not None and due <= moment:
            await self._maybe_restart()
            desk.now_ms = max(desk.now_ms, due)
            await desk.pipeline.absorb([Tick(desk.now_ms)])
            again = await desk.database.next_due()
            assert again is None or again > due, "what was due is due for ever"
        await self._maybe_restart()
        desk.now_ms = moment

    async def _maybe_restart(self) -> None:
        if self.restarts:
            await self.desk.reopen()

    async def _wait(self) -> None:
        await self.desk.pipeline.absorb([Tick(self.desk.now_ms)])

    async def _say(self, number: str, *words: str) -> None:
        channel, ago, text = 0, 0, []
        for word in words:
            if word.startswith("@"):
                channel = int(word[1:])
            elif word.startswith("ago="):
                ago = span(word[4:])
            else:
                text.append(word)
        now = self.desk.now_ms
        said = Post(channel, int(number), now - ago, f"{' '.join(text)} (said as number {number})")
        self.posts[number] = said
        await self.desk.pipeline.absorb([Posted(said, now)])

    async def _edit(self, number: str, *words: str) -> None:
        before, now = self.posts[number], self.desk.now_ms
        edited = Post(before.channel, before.id, before.posted, " ".join(words), edited=now)
        await self.desk.pipeline.absorb([Edited(edited, now)])

    async def _delete(self, number: str) -> None:
        await self.desk.pipeline.absorb([Deleted(self.posts[number].channel, (int(number),), self.desk.now_ms)])

    async def _silence(self, name: str, *words: str) -> None:
        said = dict(word.split("=", 1) for word in words)
        now = self.desk.now_ms
        starts = _at(self.day, said["from"]) if "from" in said else now
        made = Silence(
            name, "Olena", "a drill", now, starts, starts + span(said["for"]),
            said.get("rule", ""), int(said.get("channel", 0)), said.get("entity", ""),
        )  # fmt: skip
        async with self.desk.database.write() as unit:
            await silences.add(unit.connection, made)

    async def _expire(self, name: str) -> None:
        async with self.desk.database.write() as unit:
            await silences.expire(unit.connection, name, self.desk.now_ms, "over")

    async def _ack(self, rule: str) -> None:
        await self._act(rule, "acknowledged")

    async def _close(self, rule: str) -> None:
        await self._act(rule, "closed")

    async def _act(self, rule: str, kind: Any) -> None:
        ((alert,),) = await self.desk.rows(
            f"SELECT id FROM alerts WHERE rule = '{rule}' ORDER BY opened DESC LIMIT 1"  # noqa: S608 - a test's own
        )
        async with self.desk.database.write() as unit:
            await acts.act(unit.connection, Act(alert, kind, "Olena", self.desk.now_ms))
        await self._wait()

    async def told(self) -> list[str]:
        """What went to receivers, by the rows of the outbox, in order of when it went."""
        rows = await self.desk.rows(
            "SELECT d.due, d.receiver, n.body FROM deliveries d"
            " JOIN notices n ON n.alert = d.alert AND n.number = d.number WHERE d.state = 'due'"
            " ORDER BY d.due, d.rowid"
        )
        return [self._line(due, to, from_json(body, Notice)) for due, to, body in rows]

    def _line(self, due: int, to: str, notice: Notice) -> str:
        moment = datetime.fromtimestamp(due / 1000, UTC)
        day = f"{moment:%Y-%m-%d} " if f"{moment:%Y-%m-%d}" != self.first else ""
        about = ", ".join(str(found.post) for found in notice.excerpts) or "-"
        return f"{day}{moment:%H:%M:%S} {to} {notice.kind} {notice.rule or 'summary'}: {about}"

    async def reasons(self) -> list[str]:
        return [reason for (reason,) in await self.desk.rows("SELECT reason FROM decisions ORDER BY key")]

    async def ids(self) -> list[str]:
        return [key for (key,) in await self.desk.rows("SELECT key FROM deliveries ORDER BY rowid")]
