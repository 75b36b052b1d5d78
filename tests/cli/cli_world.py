"""A database as a daemon leaves it, made by the same pipeline, and the command line in this process."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.bus import LocalBus
from monitor.config.load import load
from monitor.kinds import discover
from monitor.language.names import expand
from monitor.model import (
    Caption,
    ChannelChanged,
    Counted,
    Counters,
    Cursor,
    Deleted,
    Edited,
    Forward,
    Looked,
    Markup,
    Media,
    Outcome,
    Post,
    Posted,
    Reached,
    SourceChanged,
    Started,
    Update,
)
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
from monitor.rules.compile import compile_rules
from monitor.store import schema
from monitor.store.database import Database
from monitor.watching import Watching

START = 1_734_170_400_000  # 2024-12-14T10:00:00Z
HOOK_KEY = "whsec_" + "c2VjcmV0" * 4

WATCH_FILE = f"""\
version: 1
database: sqlite:///{{folder}}/monitor.db
telegram: {{{{api_id: 1, api_hash: {"0" * 32}, accounts: [{{{{name: desk}}}}]}}}}
web: {{{{listen: off}}}}
channels:
  - telegram: DIUkraine
    name: Defence Intelligence
    side: ukraine
    labels: [official]
  - telegram: dva_majors
defaults:
  notify: [desk]
  alert: {{{{every: 5m, group_by: rule}}}}
rules:
  - id: plekhovo
    title: Plekhovo is named
    severity: high
    when: {{{{keyword: [Плехово, Plekhovo]}}}}
    examples: {{{{match: [Бій за Плехово], ignore: [Бій за Курськ]}}}}
receivers:
  desk:
    to:
      - webhook: {{{{url: "http://127.0.0.1:9/", secret: "{HOOK_KEY}", allow_private: true}}}}
      - console: {{{{}}}}
"""


@dataclass
class Clock:
    time: int = START

    def now(self) -> int:
        return self.time


@dataclass
class Seeder:
    """Puts updates through the pipeline, a minute apart."""

    database: Database
    pipeline: Pipeline
    clock: Clock

    async def tell(self, *updates: Update) -> None:
        await self.pipeline.absorb(updates)
        self.clock.time += 60_000

    async def outcome(self, entry: str, result: Any, detail: str, **more: Any) -> None:
        """What became of the first due delivery to an entry."""
        owed = await self.database.due("desk", entry, self.clock.now(), 1, ())
        await self.database.record([Outcome(owed[0].delivery.key, result, self.clock.now(), 12, detail, **more)])


async def seed(folder: Path) -> None:
    """A day in December: matches that were told, held, stale and from a backfill; an edit, a deletion, an album."""
    config = folder / "monitor.yaml"
    config.write_text(WATCH_FILE.format(folder=folder), "utf-8")
    kinds = discover()
    spec = load(config, conditions=kinds.conditions, sinks=kinds.sinks, environ={})
    await schema.prepare(folder / "monitor.db")
    database, clock = Database(folder / "monitor.db"), Clock()
    await database.open()
    rules = compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions, expand)
    watching = Watching(spec, rules, (), lambda _verdict: None)
    try:
        await _story(Seeder(database, Pipeline(LocalBus(), database, watching, clock, NoMeter()), clock))
        while await database.index_some():
            pass
        await database.seal_some(clock.now(), 5)
        await database.seal_some(clock.now())
    finally:
        await database.close()


async def _story(world: Seeder) -> None:
    now = world.clock.now
    await world.tell(
        ChannelChanged(11, "telegram", "DIUkraine", "Defence Intelligence of Ukraine", START),
        ChannelChanged(12, "telegram", "dva_majors", "Два майора", START),
        SourceChanged("telegram/desk", "live", START),
        SourceChanged("telegram/desk", "live", START, "DIUkraine"),
        SourceChanged("telegram/desk", "flooded", START, "dva_majors", "asked to wait 300 s", START + 300_000),
        SourceChanged("telegram/desk", "vanished", START, "gone_channel", "nobody has this handle"),
        Reached(Cursor("telegram", 11, 3)),
        Looked("telegram/desk", (11,), START - 3_600_000, 120_000),
    )
    await world.tell(Started(START), Looked("telegram/desk", (11,), START, 120_000))
    world.clock.time = START + 60_000
    await world.tell(Posted(post(11, 1, now(), "Старий допис про Плехово"), now(), history=True))
    await world.tell(Posted(post(11, 2, now(), "Бій за Плехово триває", views=1000), now()))
    await world.outcome("webhook", "unavailable", "503 Service Unavailable", retry_at=now() + 5_000)
    await world.outcome("console", "sent", "ok")
    await world.tell(Posted(post(12, 7, now(), "\x1b[31m Plekhovo\x1b[0m is ours \u202e[bold]"), now()))
    await world.outcome("webhook", "rejected", "410 Gone", disable=True)
    await world.tell(Edited(post(11, 2, START, "Бій за Плехово скінчився", edited=now()), now()))
    video = Media("video", 21, "video/mp4", 5_000_000, 1280, 720, 108.0, "поле.mp4", "f1")
    await world.tell(
        Posted(part(20, now(), "Тихий допис", Media("photo", 20)), now()),
        Posted(part(21, now(), "", video), now()),
        Posted(post(12, 22, now(), "З іншого каналу", forward=Forward(99, "other", "Other", 3, START)), now()),
        Posted(post(11, 3, now(), "Відео з поля", markup=(Markup("bold", 0, 5),)), now()),
    )
    far = Counters(2_500, 4, (("🔥", 7),))
    await world.tell(Deleted(12, (22,), now()), Counted(11, 2, far, START + 7_200_000))
    async with world.database.write() as unit:
        await unit.quarantine(Deleted(12, (1,), now()), "ValueError('poison')", now())


def post(channel: int, number: int, posted: int, text: str, *, views: int | None = None, **more: Any) -> Post:
    handle = {11: "DIUkraine", 12: "dva_majors"}[channel]
    link = f"https://t.me/{handle}/{number}"
    return Post(channel, number, posted, text, link=link, counters=Counters(views), **more)


def part(number: int, posted: int, text: str, media: Media) -> Post:
    said = (Caption(number, text),)
    return post(12, number, posted, text, media=(media,), group=5, parts=(number,), captions=said, reply_to=7)


@dataclass
class Answer:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Answer]


def in_this_process(capsys: Any, monkeypatch: Any, arguments: Sequence[str]) -> Answer:
    """`monitor ARGUMENTS`."""
    from monitor.cli import main

    monkeypatch.setattr(sys, "argv", ["monitor", *arguments])
    code: Any = None
    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
    said = capsys.readouterr()
    return Answer(code, said.out, said.err)
