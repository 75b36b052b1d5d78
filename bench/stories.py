"""What stories cost a post, beside a million that are stored: what it tells, what is near, what is written."""

import json
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from struct import pack

import msgspec

from bench import texts
from bench.row import Row
from monitor.kinds import discover
from monitor.lexicon import lexicon_of
from monitor.model import Change, Channel, Post, Posted, StoriesSpec, Telling
from monitor.rules.compile import compile_rules
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.held_signs import ENTERED, MOST_HELD, PARTS, SHIFT
from monitor.stories.gazetteer import Gazetteer
from monitor.stories.telling import telling_of
from monitor.usecases.explaining import rules_of
from monitor.weaving import Weaving

STORED, DAYS, CHANNELS = 1_000_000, 30, 40
BATCHES = (64, 1)
MEASURED = 6_000
_DAY, _NOW = 86_400_000, 1_734_000_000_000
_SIGNS, _SIGNED_DAYS = 14, 4  # what stands in a database whose old signs were let go


async def run() -> list[Row]:
    """Real posts of one evening come in, in batches, into a database that holds a month."""
    kinds = discover()
    entities = rules_of(None, kinds, os.environ).spec.entities
    rules = compile_rules((), entities, (), kinds.conditions, lexicon_of(os.environ), mentions=True)
    found = [rules.match(Post(1, n, 0, text), Channel(1, "file")) for n, text in enumerate(texts.texts()[:MEASURED])]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "monitor.db"
        await schema.prepare(path)
        _fill(path)
        database = Database(path)
        await database.open()
        database.hold_signs()
        weaving = Weaving(Gazetteer(entities, 25.0), StoriesSpec(), lambda number: Channel(number, "telegram"))
        part = f"stories, beside {STORED:,} posts of {DAYS} days"
        rows, each = [], MEASURED // len(BATCHES)
        for turn, size in enumerate(BATCHES):
            some = range(turn * each, (turn + 1) * each)
            reading, weaving_took = 0.0, 0.0
            for start in range(some.start, some.stop, size):
                numbers = range(start, min(start + size, some.stop))
                changes = await _kept(database, numbers)
                began = time.perf_counter()
                told = [
                    telling_of(change, "", found[n].folded, found[n].claims, found[n].mentions)
                    for n, change in zip(numbers, changes, strict=True)
                ]
                read = time.perf_counter()
                async with database.write() as unit:
                    opened = time.perf_counter()
                    await unit.in_stories(partial(weaving.weave, told=told, again=(), now=_NOW + _DAY))
                    weaving_took += time.perf_counter() - opened
                reading += read - began
            total = (reading + weaving_took) / each * 1e6
            rows.append(Row(part, f"in batches of {size}", total, "µs a post", "≤ 150" if size > 1 else ""))
            rows.append(Row(part, f"of it reading what it tells, batches of {size}", reading / each * 1e6, "µs a post"))
        await database.close()
    return rows


async def _kept(database: Database, numbers: Sequence[int]) -> list[Change]:
    """Posts written as the pipeline does, before their stories are looked for."""
    sample = texts.texts()
    updates = [
        Posted(Post(n % CHANNELS + 1, STORED + n, _NOW + n * 2_000, sample[n]), _NOW + n * 2_000) for n in numbers
    ]
    kept = await database.settle(updates)
    async with database.write() as unit:
        await unit.keep(kept)
    return list(kept.changes)


def _fill(path: Path) -> None:
    """A month of posts that are alone in their stories."""
    draw, encode = random.Random(5), msgspec.msgpack.Encoder().encode
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    step = DAYS * _DAY // STORED

    def posts() -> "Sequence[tuple[object, ...]]":
        return [
            (n, n % CHANNELS + 1, n, _NOW - (STORED - n) * step, 0, 0, "account", "", "", "", "", 1)
            for n in range(1, STORED + 1)
        ]

    connection.executemany(
        "INSERT INTO posts (key, channel, id, posted, seen, checked, via, text, author, link, content, revision)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        posts(),
    )
    signed_from = STORED - STORED * _SIGNED_DAYS // DAYS

    def entered(sign: int) -> int:
        """As many wait as after a long time of work: each part longer than the one before."""
        return STORED - 2 * MOST_HELD // _SIGNS * (sign >> SHIFT) // PARTS

    for low in range(1, STORED + 1, 50_000):
        rows, signs = [], []
        for n in range(low, low + 50_000):
            posted = _NOW - (STORED - n) * step
            own = [draw.getrandbits(63) for _ in range(_SIGNS)] if n > signed_from else []
            facts = encode(Telling(n, n % CHANNELS + 1, n, posted, exact=draw.getrandbits(62), sketch=tuple(range(12))))
            packed = pack(f"<{len(own)}q", *own) if own else None
            rows.append((n, n % CHANNELS + 1, n, posted, n, n, 1, 0, 0, facts, packed))
            signs += [(sign, n) for sign in own]
        connection.executemany("INSERT INTO tellings VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)
        connection.executemany(
            "INSERT INTO signs VALUES (?,?)", [pair for pair in signs if pair[1] <= entered(pair[0])]
        )
    parts = json.dumps([entered(part << SHIFT) for part in range(PARTS)])
    connection.execute("INSERT INTO facts VALUES (?, ?)", (ENTERED, parts))
    connection.commit()
    connection.close()
