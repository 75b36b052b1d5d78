"""What the server sent is confirmed, many messages at a time."""

import asyncio
from collections import Counter
from dataclasses import replace

from patience import PATIENCE

from monitor.sources.telegram import acks
from monitor.sources.telegram.acks import MOST, Unconfirmed
from monitor.testing.telegram.connection import Connection


class Sender:
    """Tells as Telethon's does: when it was woken, or has sent something."""

    def __init__(self):
        self.now, self.told, self.woken = 100.0, [], 0
        self.waiting = Unconfirmed(self.wake, lambda: self.now)

    def wake(self):
        self.woken += 1
        self.look()

    def look(self):
        if self.waiting:
            self.told.append(set(self.waiting))
            self.waiting.clear()


def test_the_first_goes_with_what_is_sent_next():
    sender = Sender()
    sender.look()
    assert sender.told == []
    sender.waiting.add(1)
    assert not sender.woken
    sender.look()
    assert sender.told == [{1}]


def test_what_comes_right_after_waits_until_a_second_is_over():
    sender = Sender()
    sender.waiting.add(1)
    sender.look()
    sender.waiting.add(3)
    sender.look()
    assert sender.told == [{1}]
    sender.now += 1
    sender.look()
    assert sender.told == [{1}, {3}]


def test_very_many_wait_for_nothing_and_each_is_told_once():
    sender = Sender()
    sent = range(1, 20 * MOST + 1, 2)
    for message in sent:
        sender.waiting.add(message)
    sender.now += 1
    sender.look()
    assert Counter(number for told in sender.told for number in told) == Counter(sent)
    assert sender.woken == len(sent) // MOST
    assert max(map(len, sender.told)) == MOST


async def test_a_flood_is_confirmed_in_few_packets(desk, monkeypatch):
    confirmed = []
    heard = Connection._message

    def hear(self, number, body):
        if type(body).__name__ == "MsgsAck":
            confirmed.append(len(body.msg_ids))
        heard(self, number, body)

    monkeypatch.setattr(Connection, "_message", hear)
    monkeypatch.setattr(acks, "_PATIENCE", 3_600.0)
    desk.pace = replace(desk.pace, ping_every=3_600.0)  # what a slow machine sends meanwhile is not counted
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        for number in range(4 * MOST):
            channel.post(f"post {number}")
        await desk.world.caught_up(channel)
        async with asyncio.timeout(PATIENCE):
            while sum(confirmed) < 3 * MOST:  # they may go after the last news
                await asyncio.sleep(0.01)
    assert max(confirmed) >= MOST
    assert len(confirmed) < 10
