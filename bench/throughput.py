"""Posts a second, pushed through Telethon, stored and matched durably, beside a bare client in the same run."""

import asyncio
import tempfile
import time
from pathlib import Path

from bench import texts, world
from bench.row import Row
from monitor.testing.receivers.webhook import WebhookReceiver

CHANNELS, RULES, WORDS, ALERTING = 40, 500, 10_000, 0.02


async def run(posts: int = 20_000) -> list[Row]:
    """Both clients get the same load, one after the other."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        text_file = world.write_texts(folder, texts.texts())
        arguments = ("--channels", str(CHANNELS), "--posts", str(posts), "--text-file", str(text_file))
        bare = await _bare(arguments, posts)
        ours, cpu, stages, alerts = await _ours(folder, arguments, posts)
    part = f"pushed by the loopback server, {RULES} rules, {WORDS} keywords"
    return [
        Row(part, "a bare client, empty handler", posts / bare["seconds"], "posts/s"),
        Row(part, "stored and matched durably", posts / ours, "posts/s"),
        Row(part, "share of the bare client", bare["seconds"] / ours, "", "0.5 first, then up"),
        Row(part, "posts that alert", alerts / posts * 100, "%", "2"),
        Row(part, "CPU of a bare client", bare["cpu"] / posts * 1e6, "µs a post"),
        Row(part, "CPU of the daemon", cpu / posts * 1e6, "µs a post"),
        *(Row(part, f"time in {stage}", seconds / posts * 1e6, "µs a post") for stage, seconds in stages.items()),
    ]


async def _bare(arguments: tuple[str, ...], posts: int) -> dict[str, float]:
    async with (
        world.load(*arguments) as (generator, ready),
        world.program("-m", "bench.bare", ready["session"], str(posts)) as client,
    ):
        await world.line_of(client)
        await world.go(generator)
        measured: dict[str, float] = await world.line_of(client, 300)
        return measured


async def _ours(folder: Path, arguments: tuple[str, ...], posts: int) -> tuple[float, float, dict[str, float], int]:
    database = folder / "monitor.db"
    async with WebhookReceiver() as hook, world.load(*arguments) as (generator, ready):
        words = texts.keywords(WORDS, ALERTING)
        config = world.write_watch_file(
            folder, ready["handles"], RULES, words, f"127.0.0.1:{(port := world.free_port())}"
        )
        environ = world.environ(ready["session"], hook)
        log = folder / "daemon.log"
        async with world.program("-m", "monitor", "run", "--config", str(config), environ=environ, log=log) as daemon:
            await world.until(database, "SELECT count(*) FROM cursors", CHANNELS)
            cpu, began = world.cpu_of(daemon.pid), time.monotonic()
            await world.go(generator)
            ended = await world.until(database, "SELECT max(key) FROM posts", posts)
            spent = world.cpu_of(daemon.pid) - cpu
            await world.until(database, "SELECT count(*) = 0 FROM deliveries WHERE state = 'due'", 1)
            alerts = len({received.id for received in hook.received})
            stages = world.stages(await asyncio.to_thread(world.scrape, port))
            return ended - began, spent, stages, alerts
