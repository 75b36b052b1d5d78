"""Memory with many keywords and channels, and the time from start to ready with a full database."""

import asyncio
import compileall
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench import texts, world
from bench.row import Row
from monitor.store import schema
from monitor.testing.receivers.webhook import WebhookReceiver

CHANNELS, WORDS, STORED, ROUND = 500, 10_000, 1_000_000, 2_000
_COPY = "The column moved through the village before noon, two vehicles were left behind."
_PACKAGE = Path(__file__).resolve().parents[1] / "monitor"
_ROW = "INSERT INTO posts (key, channel, id, posted, seen, checked, via, text, author, link, content, revision) VALUES"


async def run() -> list[Row]:
    """Starts on a database of a million posts, watching 500 channels; then comes a round of posts, and one of copies.

    The program is compiled before, as `make` and the image do it.
    """
    compileall.compile_dir(_PACKAGE, quiet=1)
    sample = texts.texts()
    said = tuple(sample[number % len(sample)] for number in range(ROUND)) + (_COPY,) * ROUND
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        text_file = world.write_texts(folder, said)
        arguments = ("--channels", str(CHANNELS), "--posts", str(ROUND), "--text-file", str(text_file))
        async with WebhookReceiver() as hook, world.load(*arguments) as (generator, ready):
            await _fill(folder / "monitor.db", list(ready["handles"].values()))
            config = world.write_watch_file(folder, ready["handles"], 500, texts.keywords(WORDS, 0.02))
            environ = world.environ(ready["session"], hook)
            started = time.monotonic()
            async with world.program("-m", "monitor", "run", "--config", str(config), environ=environ) as daemon:
                live = "SELECT count(*) FROM source_states WHERE channel = '' AND state = 'live'"
                ready_at = await world.until(folder / "monitor.db", live, 1)
                cpu = world.cpu_of(daemon.pid)
                await world.until(folder / "monitor.db", "SELECT count(*) FROM cursors", CHANNELS)
                await world.go(generator)
                await world.until(folder / "monitor.db", "SELECT max(key) FROM posts", STORED + ROUND)
                memory = world.peak_memory_of(daemon.pid)
                await world.go(generator)
                await world.until(folder / "monitor.db", "SELECT max(key) FROM posts", STORED + 2 * ROUND)
                flooded = world.peak_memory_of(daemon.pid)
    part = f"{CHANNELS} channels, {WORDS} keywords, {STORED:,} stored posts"
    return [
        Row(part, "start to live", ready_at - started, "s", "at most 2"),
        Row(part, "CPU until then", cpu, "s"),
        Row(part, f"peak memory, with {ROUND:,} posts more", memory, "MB", "at most 150"),
        Row(part, f"peak memory, with {ROUND:,} copies of one post more", flooded, "MB"),
    ]


async def _fill(path: Path, channels: list[int]) -> None:
    await schema.prepare(path)
    await asyncio.to_thread(_insert, path, channels)


def _insert(path: Path, channels: list[int]) -> None:
    """A million old posts in the channels that the daemon will watch, below any id that the server gives."""
    sample = texts.texts()
    rows = (
        (
            key,
            channels[key % len(channels)],
            -(key // len(channels)) - 1,
            1_600_000_000_000 + key,
            sample[key % len(sample)],
        )
        for key in range(1, STORED + 1)
    )
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.executemany(f"{_ROW} (?, ?, ?, ?, 0, 0, 'account', ?, '', '', '', 1)", rows)
        connection.execute("INSERT INTO facts VALUES ('search_indexed_to', ?)", (str(STORED),))
        connection.commit()
