"""What the log costs: batches of 500 posts written with it and without it, in turns, and reading all of it through."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench import texts
from bench.row import Row
from monitor.model import Post, Posted
from monitor.store import rows, schema
from monitor.store.database import Database
from monitor.store.evidence import log
from monitor.store.evidence.audit import audit

BATCH, BATCHES, ROUNDS = 500, 10, 6
_PART = f"the log of evidence, batches of {BATCH}"


async def run() -> list[Row]:
    """Each figure is the best of some rounds; the two ways take turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "monitor.db"
        await schema.prepare(path)
        database = Database(path)
        await database.open()
        best = {"without": float("inf"), "with": float("inf"), "sealing": float("inf")}
        for turn in range(ROUNDS):
            with _without_log():
                best["without"] = min(best["without"], await _write(database, 2 * turn))
            best["with"] = min(best["with"], await _write(database, 2 * turn + 1))
            began = time.perf_counter()
            while await database.seal_some(1):
                pass
            best["sealing"] = min(best["sealing"], time.perf_counter() - began)
        async with database.engines.reading() as connection:
            began = time.perf_counter()
            found = await audit(connection)
            reading = time.perf_counter() - began
        await database.close()
    posts = BATCH * BATCHES
    slower = best["with"] / best["without"] - 1
    return [
        Row(_PART, "posts written without the log", posts / best["without"], "posts/s"),
        Row(_PART, "posts written with the log", posts / best["with"], "posts/s"),
        Row(_PART, "slower with the log", slower * 100, "%", "at most 10"),
        Row(_PART, "sealing, beside the writer", best["sealing"] / posts * 1e6, "µs a post"),
        Row(_PART, "read through by `evidence verify`", found.posts / reading, "posts/s"),
    ]


async def _write(database: Database, turn: int) -> float:
    sample, start = texts.texts(), turn * BATCH * BATCHES
    took = 0.0
    for batch in range(BATCHES):
        numbers = range(start + batch * BATCH + 1, start + (batch + 1) * BATCH + 1)
        updates = [
            Posted(Post(7, number, number, sample[number % len(sample)], link=f"https://t.me/x/{number}"), number)
            for number in numbers
        ]
        began = time.perf_counter()
        kept = await database.settle(updates)
        async with database.write() as unit:
            await unit.keep(kept)
        took += time.perf_counter() - began
    return took


@contextmanager
def _without_log() -> Iterator[None]:
    """As it would be if nothing were hashed and nothing entered."""

    async def nothing(*_: Any) -> None: ...

    with patch.object(log, "write", nothing), patch.object(rows, "digest", lambda _record: ""):
        yield
