"""Everything at once: lost, refused, dropped, failing. What stands is handed over before a cursor passes it."""

import asyncio
import random

import pytest

from monitor.model import Deleted, Edited, Posted, Reached


def told(world, channel):
    """What the receiving end believes each post says, and the highest cursor, checking each cursor on the way."""
    texts, gone, seen = {}, set(), set()
    for update in world.updates:
        if isinstance(update, Posted | Edited) and update.post.channel == channel.id:
            texts[update.post.id] = update.post.text
            seen.add(update.post.id)
        elif isinstance(update, Deleted) and update.channel == channel.id:
            gone |= set(update.ids)
            seen |= set(update.ids)
        elif isinstance(update, Reached) and update.cursor.channel == channel.id:
            unread = {n for n in channel.messages if n <= update.cursor.read_to} - seen
            assert not unread, f"passed {unread} unread"
    return {n: text for n, text in texts.items() if n not in gone}


def change(draw, channel, step):
    """One thing happens in a channel; one push of seven is lost."""
    push = draw.random() < 0.85
    dice = draw.random()
    standing = list(channel.messages)
    if dice < 0.65 or not standing:
        channel.post(f"post {step}", push=push)
    elif dice < 0.88:
        channel.edit(draw.choice(standing), f"edit {step}", push=push)
    else:
        channel.delete([draw.choice(standing)], push=push)


@pytest.mark.parametrize("seed", range(6))
async def test_storm(desk, seed):
    draw = random.Random(seed)
    desk.server.too_long_after = draw.choice([20, 1000])
    channels = [desk.joined(f"C{n}", f"c_{n}") for n in range(3)]
    full = False

    def refuse(_update):
        return full or draw.random() < 0.05

    desk.world.refuse = refuse
    async with desk.watching(*channels, reconcile=400):
        for step in range(400):
            change(draw, draw.choice(channels), step)
            match draw.choices(["calm", "drop", "fail", "full"], [94, 2, 2, 2])[0]:
                case "drop":
                    desk.server.drop_connections()
                case "fail":
                    desk.server.fail("messages.getHistory", 500, "INTERNAL")
                case "full":
                    full = not full
            if draw.random() < 0.3:
                await asyncio.sleep(draw.random() * 0.02)
        full = False
        desk.world.refuse = lambda _update: False
        for channel in channels:
            await desk.world.caught_up(channel, 20)
    for channel in channels:
        known = told(desk.world, channel)
        assert set(channel.messages) <= set(known)
        if desk.server.too_long_after > 400:
            assert {n: m.message for n, m in channel.messages.items()} == known
