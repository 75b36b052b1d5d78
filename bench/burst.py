"""A burst: how long until nothing waits, how late the loop comes to its work, and how much memory that takes."""

import re
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench import texts, world
from bench.row import Row
from monitor.testing.receivers.webhook import WebhookReceiver

CHANNELS, RULES, WORDS, ALERTING = 40, 500, 10_000, 0.02
RECEIVERS = ("desk", "night", "chief", "press", "archive")
POSTS, SECONDS = 10_000, 10


async def run() -> list[Row]:
    """So many posts in so many seconds, and five receivers that are told of each that alerts."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        database = folder / "monitor.db"
        text_file = world.write_texts(folder, texts.texts())
        arguments = ("--channels", str(CHANNELS), "--posts", str(POSTS), "--rate", str(POSTS / SECONDS))
        async with (
            WebhookReceiver() as hook,
            world.load(*arguments, "--text-file", str(text_file)) as (generator, ready),
        ):
            words, port = texts.keywords(WORDS, ALERTING), world.free_port()
            config = world.write_watch_file(
                folder, ready["handles"], RULES, words, f"127.0.0.1:{port}", receivers=RECEIVERS
            )
            environ = world.environ(ready["session"], hook)
            log = folder / "daemon.log"
            async with world.program(
                "-m", "monitor", "run", "--config", str(config), environ=environ, log=log
            ) as daemon:
                await world.until(database, "SELECT count(*) FROM cursors", CHANNELS)
                began = time.monotonic()
                await world.go(generator)
                await world.until(database, "SELECT max(key) FROM posts", POSTS)
                sent = "SELECT NOT count(*) FROM deliveries WHERE state = 'due'"
                drained = await world.until(database, sent, 1) - began - SECONDS
                lag = re.search(r"^channel_monitor_loop_lag_p99_seconds (\S+)$", world.scrape(port), re.MULTILINE)
                memory = world.peak_memory_of(daemon.pid)
        with closing(sqlite3.connect(database)) as connection:
            (owed,) = connection.execute("SELECT count(*) FROM deliveries").fetchone()
        told = len({one.id for one in hook.received})
    part = f"a burst: {POSTS:,} posts in {SECONDS} s, {RULES} rules, {len(RECEIVERS)} receivers"
    return [
        Row(part, "drained, after its last post", max(0.0, drained), "s", "at most 60"),
        Row(part, "notices delivered", told, ""),
        Row(part, "of them lost", owed - told, "", "0"),
        Row(part, "loop lag p99, of the last minute", float(lag[1]) * 1000 if lag else -1.0, "ms", "at most 100"),
        Row(part, "peak memory", memory, "MB", "at most 400"),
    ]
