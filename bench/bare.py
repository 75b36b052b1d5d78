"""A bare Telethon client with an empty handler: what everything is compared with. Run as a program."""

import asyncio
import json
import sys
import time

from telethon import TelegramClient, events
from telethon.sessions import StringSession


async def main(session: str, posts: int) -> None:
    client = TelegramClient(StringSession(session), 1, "0" * 32)
    seen = 0
    first = last = cpu = 0.0
    done = asyncio.Event()

    async def handle(_event: events.NewMessage.Event) -> None:
        nonlocal seen, first, last, cpu
        if not seen:
            first, cpu = time.monotonic(), time.process_time()
        seen += 1
        if seen == posts:
            last = time.monotonic()
            done.set()

    client.add_event_handler(handle, events.NewMessage())
    await client.connect()
    print(json.dumps({"event": "ready"}), flush=True)
    await asyncio.wait_for(done.wait(), 300)
    print(json.dumps({"seconds": last - first, "cpu": time.process_time() - cpu}), flush=True)
    await client.disconnect()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
