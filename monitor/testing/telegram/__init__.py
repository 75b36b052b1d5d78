"""A loopback Telegram server that the real Telethon client talks to: for tests, the demo and load.

server = await Server.start()
desk = server.add_user()
channel = server.add_channel("Title", handle="DIUkraine")
server.join(desk, channel)
client = TelegramClient(StringSession(server.session_for(desk)), 1, "0" * 32)
"""

from monitor.testing.telegram.channel import Channel, Forwarded
from monitor.testing.telegram.discussion import Discussion
from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.media import (
    Attachment,
    audio,
    document,
    geo,
    page,
    photo,
    poll,
    sticker,
    video,
    voice,
)
from monitor.testing.telegram.people import User
from monitor.testing.telegram.server import Call, Server

__all__ = [
    "Attachment",
    "Call",
    "CallError",
    "Channel",
    "Discussion",
    "Forwarded",
    "Server",
    "User",
    "audio",
    "document",
    "geo",
    "page",
    "photo",
    "poll",
    "sticker",
    "video",
    "voice",
]
