"""From the push to the webhook's body, at a steady rate."""

import asyncio
import json
import tempfile
import time
from pathlib import Path

from bench import texts, world
from bench.row import Row
from monitor.testing.receivers.webhook import WebhookReceiver

RATE, CHANNELS = 20, 10


async def run(posts: int = 400) -> list[Row]:
    """Every post alerts; the lag is from the server's hand-over to its socket to the body's last byte."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        text_file = world.write_texts(folder, tuple(f"тривога {text}" for text in texts.texts()[:1000]))
        stamps = folder / "stamps.jsonl"
        arguments = ("--channels", str(CHANNELS), "--posts", str(posts), "--rate", str(RATE))
        arguments = (*arguments, "--text-file", str(text_file), "--stamps", str(stamps))
        async with WebhookReceiver() as hook, world.load(*arguments) as (generator, ready):
            words = [*texts.keywords(9_999, 0.02), "тривога"]
            config = world.write_watch_file(folder, ready["handles"], 1, words)
            environ = world.environ(ready["session"], hook)
            async with world.program("-m", "monitor", "run", "--config", str(config), environ=environ):
                await world.until(folder / "monitor.db", "SELECT count(*) FROM cursors", CHANNELS)
                await world.go(generator)
                await world.line_of(generator)
                deadline = time.monotonic() + 60
                while len(hook.received) < posts and time.monotonic() < deadline:
                    await asyncio.sleep(0.05)
        pushed = {(c, m): at for c, m, at in map(json.loads, stamps.read_text().splitlines())}
        numbers = {handle.lower(): channel for handle, channel in ready["handles"].items()}
        lags = []
        for received in hook.received:
            for item in received.data["data"]["excerpts"]:
                key = (numbers[item["handle"].lower()], item["post"])
                lags.append((received.at_ns - pushed.pop(key)) / 1e6)
    lags.sort()
    part = f"push to webhook body at {RATE} posts/s"
    return [
        Row(part, "p50", lags[len(lags) // 2], "ms", "at most 10"),
        Row(part, "p99", lags[int(len(lags) * 0.99)], "ms", "at most 50"),
        Row(part, "never arrived", len(pushed), "posts", "0"),
    ]
