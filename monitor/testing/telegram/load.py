"""A load generator on 127.0.0.1: `python -m monitor.testing.telegram.load --channels 40 --posts 20000`.

It prints one JSON line when it is ready (port, dc, session, public key, handles), pushes a round of posts for
each line "go" on its standard input, prints one JSON line about each round, and ends when its input does. Input
must be a pipe or a terminal.
"""

import argparse
import asyncio
import gzip
import itertools
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from monitor.testing.telegram.channel import Channel
from monitor.testing.telegram.server import Server

_YIELD_EVERY = 16
_SENTENCE = "Load post {number}: the column moved through the village before noon, two vehicles were left behind."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until standard input ends or the time is up; 0 in both cases."""
    options = _parser().parse_args(arguments)
    try:
        texts = _texts(options.text_file)
    except (OSError, ValueError, KeyError) as problem:
        sys.stderr.write(f'cannot read {options.text_file}: {problem}; each line must be JSON with a "text"\n')
        return 65
    asyncio.run(_bounded(options, texts))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Pushes posts to one Telethon client on loopback.")
    parser.add_argument("--channels", type=int, default=1, help="how many channels the account has joined")
    parser.add_argument("--posts", type=int, default=1000, help="posts in a round, over the channels in turn")
    parser.add_argument("--rate", type=float, default=0.0, help="posts a second; 0: as fast as the socket takes")
    parser.add_argument("--text-file", type=Path, help='JSON lines with "text" (.gz too); else made up')
    parser.add_argument("--stamps", type=Path, help="write [channel id, message id, monotonic ns] a line here")
    parser.add_argument("--seconds", type=float, default=120.0, help="stop after this, whatever happens")
    return parser


def _texts(path: Path | None) -> Iterator[str]:
    if path is None:
        return (_SENTENCE.format(number=number) for number in itertools.count(1))
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    texts = [str(json.loads(line)["text"]) for line in data.splitlines() if line.strip()]
    if not texts:
        raise ValueError("it is empty")
    return itertools.cycle(texts)


async def _bounded(options: argparse.Namespace, texts: Iterator[str]) -> None:
    async with Server() as server:
        try:
            async with asyncio.timeout(options.seconds):
                await _serve(server, options, texts)
        except TimeoutError:
            _tell({"event": "stopped", "reason": f"the {options.seconds:g} s of --seconds are over"})


async def _serve(server: Server, options: argparse.Namespace, texts: Iterator[str]) -> None:
    user = server.add_user()
    channels = [server.add_channel(f"Load {n}", f"load_{n:04d}") for n in range(1, options.channels + 1)]
    for channel in channels:
        server.join(user, channel)
    ready = {"port": server.port, "dc": server.dc, "session": server.session_for(user)}
    handles = {channel.handle: channel.id for channel in channels}
    _tell({"event": "ready", **ready, "public_key": server.public_key_pem, "handles": handles})
    lines, pipe = await _input()
    try:
        while line := await lines.readline():
            if line.strip() == b"go":
                _tell(await _round(server, channels, options, texts))
    finally:
        pipe.close()


async def _input() -> tuple[asyncio.StreamReader, asyncio.BaseTransport]:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    pipe, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader, pipe


async def _round(
    server: Server, channels: list[Channel], options: argparse.Namespace, texts: Iterator[str]
) -> dict[str, Any]:
    stamps: list[tuple[int, int, int]] = []
    server.on_push.append(lambda channel, message, moment: stamps.append((channel, message, moment)))
    started = time.monotonic()
    for number, (channel, text) in enumerate(zip(itertools.cycle(channels), texts, strict=False)):
        if number == options.posts:
            break
        await _pace(number, started, options.rate)
        channel.post(text)
        await server.drain()
    seconds = time.monotonic() - started
    server.on_push.clear()
    if options.stamps:
        options.stamps.write_text("".join(f"{json.dumps(stamp)}\n" for stamp in stamps))
    rate = round(len(stamps) / seconds, 1) if seconds else 0.0
    return {"event": "done", "posts": options.posts, "pushed": len(stamps), "seconds": seconds, "rate": rate}


async def _pace(number: int, started: float, rate: float) -> None:
    """Keep to the rate by the clock, not by sums of sleeps; let the sockets be served either way."""
    early = started + number / rate - time.monotonic() if rate else 0.0
    if early > 0 or number % _YIELD_EVERY == 0:
        await asyncio.sleep(max(0.0, early))


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
