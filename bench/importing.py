"""A large export into the database, beside raw sqlite3 with the same rows. `python -m bench.importing` is one run."""

import asyncio
import json
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from bench import texts, world
from bench.row import Row

POSTS = 60_000
_STEP = 500
_TABLES = ("posts", "media", "claims")


async def run(posts: int = POSTS) -> list[Row]:
    """The same export with and without claims, each into a fresh database and by a process of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        file = folder / "result.json"
        await asyncio.to_thread(write_export, file, posts)
        size = file.stat().st_size
        whole = await _imported(file, folder / "whole.db", "claims")
        bare = await _imported(file, folder / "bare.db")
        again = await _imported(file, folder / "whole.db", "claims")
        raw, raw_cpu = await asyncio.to_thread(_raw, folder / "whole.db", folder / "raw.db")
        raw_bare, _ = await asyncio.to_thread(_raw, folder / "bare.db", folder / "raw-bare.db")
    part = f"an export of {posts:,} posts, {size / 1e6:.0f} MB, imported"
    return [
        Row(part, "raw sqlite3, the same rows, 500 in a transaction", posts / raw, "posts/s"),
        Row(part, "with revisions, claims and marks", posts / whole["seconds"], "posts/s"),
        Row(part, "share of raw sqlite3", raw / whole["seconds"], "", "0.15"),
        Row(part, "without claims", posts / bare["seconds"], "posts/s"),
        Row(part, "share of raw sqlite3, without claims", raw_bare / bare["seconds"], "", "0.35"),
        Row(part, "once more, with nothing new", posts / again["seconds"], "posts/s"),
        Row(part, "CPU of raw sqlite3", raw_cpu / posts * 1e6, "µs a post"),
        Row(part, "CPU of the process that writes", whole["cpu"] / posts * 1e6, "µs a post"),
        Row(part, "CPU of the processes that read claims", whole["claims_cpu"] / posts * 1e6, "µs a post"),
        Row(part, "peak memory of the process that writes", whole["memory"], "MB", "at most 300"),
        Row(part, "peak memory of one that reads claims", whole["claims_memory"], "MB"),
    ]


def write_export(path: Path, posts: int) -> None:
    """As Telegram Desktop writes one: with reactions, photos, forwards and formatting."""
    chance, sample = random.Random(11), texts.texts()
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n "name": "A channel",\n "type": "public_channel",\n "id": 1234567890,\n "messages": [')
        for number in range(1, posts + 1):
            message = json.dumps(_message(number, sample[number % len(sample)], chance), ensure_ascii=False, indent=1)
            file.write((",\n  " if number > 1 else "\n  ") + message.replace("\n", "\n  "))
        file.write("\n ]\n}")


def _message(number: int, text: str, chance: random.Random) -> dict[str, Any]:
    message: dict[str, Any] = {
        "id": number,
        "type": "message",
        "date": "2024-01-01T00:00:00",
        "date_unixtime": str(1_704_067_200 + number * 60),
        "from": "A channel",
        "from_id": "channel1234567890",
    }
    if chance.random() < 0.3:
        message |= {"photo": "photos/photo_1.jpg", "photo_file_size": 83_654, "width": 1075, "height": 836}
    if chance.random() < 0.1:
        message |= {"forwarded_from": "Another", "forwarded_from_id": "channel555"}
    if chance.random() < 0.7:
        counts = {"👍": chance.randint(1, 900), "🔥": chance.randint(1, 90)}
        message["reactions"] = [{"type": "emoji", "count": count, "emoji": emoji} for emoji, count in counts.items()]
    parts: list[dict[str, str]] = [{"type": "plain", "text": text}]
    if chance.random() < 0.4 and len(text) > 80:
        link = {"type": "text_link", "text": text[60:80], "href": "https://t.me/another/1"}
        parts = [{"type": "bold", "text": text[:20]}, {"type": "plain", "text": text[20:60]}, link]
        parts.append({"type": "plain", "text": text[80:]})
    plain = [part["text"] if part["type"] == "plain" else part for part in parts]
    return message | {"text": plain if len(parts) > 1 else text, "text_entities": parts}


async def _imported(file: Path, database: Path, *wishes: str) -> dict[str, float]:
    async with world.program("-m", "bench.importing", str(file), str(database), *wishes) as process:
        measured: dict[str, float] = await world.line_of(process, 600)
        return measured


def _raw(source: Path, target: Path) -> tuple[float, float]:
    """Seconds, and seconds of CPU, to write the rows of a database into another of its schema, as plainly as can be."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA synchronous=FULL")
        made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC"
        for table in _TABLES:
            for (statement,) in reader.execute(made, (table,)).fetchall():
                writer.execute(statement)
        steps = list(_steps(reader))
        began, cpu = time.perf_counter(), time.thread_time()
        for step in steps:
            writer.execute("BEGIN IMMEDIATE")
            for table, rows in step:
                if rows:
                    writer.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
            writer.execute("COMMIT")
        return time.perf_counter() - began, time.thread_time() - cpu


def _steps(reader: sqlite3.Connection) -> Iterator[list[tuple[str, list[Any]]]]:
    last = reader.execute("SELECT max(key) FROM posts").fetchone()[0]
    for start in range(1, last + 1, _STEP):
        within = (start, start + _STEP - 1)
        queries = {
            table: f"SELECT * FROM {table} WHERE {'key' if table == 'posts' else 'post'} BETWEEN ? AND ?"  # noqa: S608
            for table in _TABLES
        }
        yield [(table, reader.execute(query, within).fetchall()) for table, query in queries.items()]


async def one(file: Path, database: Path, *, claims: bool) -> dict[str, float]:
    """One import in this process, measured."""
    from monitor.ports.clock import SystemClock
    from monitor.usecases.importing import Wishes, import_posts

    helpers = asyncio.create_task(_peak_of_children(peaks := [0.0]))
    began = time.perf_counter()
    await import_posts(file, database, SystemClock(), Wishes(claims=claims, index=False))
    seconds = time.perf_counter() - began
    helpers.cancel()
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "cpu": own.ru_utime + own.ru_stime,
        "claims_cpu": children.ru_utime + children.ru_stime,
        "memory": world.peak_memory_of(os.getpid()),
        "claims_memory": max(peaks),
    }


async def _peak_of_children(peaks: list[float]) -> None:
    """Add to a list what each child has held at most, again and again."""
    while True:
        for child in world.children_of(os.getpid()):
            with suppress(OSError):  # it has ended
                peaks.append(world.peak_memory_of(child))
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    _, source, target, *wishes = sys.argv
    print(json.dumps(asyncio.run(one(Path(source), Path(target), claims="claims" in wishes))), flush=True)
