"""A newsroom in which an intelligence service has a channel of its own, and a general staff has none."""

from pathlib import Path

from newsroom_world import ENTITIES, Newsroom, post

from monitor.model import ChannelSpec, EntitySpec, Post, RuleSpec
from monitor.store import schema

SPOKEN = {
    **ENTITIES,
    "diu": EntitySpec("diu", "organisation", {"uk": ("ГУР",), "ru": ("ГУР",), "en": ("DIU",)}),
    "staff": EntitySpec("staff", "organisation", {"uk": ("Генштаб",), "ru": ("Генштаб",)}),
}
CHANNELS = tuple(
    ChannelSpec("telegram", f"chan_{n}", side=("ukraine", "russia")[n % 2], entity="diu" if n == 0 else "")
    for n in range(6)
)
OWN = post(0, 3, "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово.", 60_000)


async def quoting(path: Path, *rules: RuleSpec) -> Newsroom:
    """`chan_0` is the service's own; even channels speak for Ukraine, odd ones for Russia."""
    await schema.prepare(path)
    room = Newsroom(path, rules, SPOKEN, CHANNELS)
    await room.open()
    return room


def said(channel: int, number: int, text: str, minutes: int = 2) -> Post:
    return post(channel, number, text, minutes * 60_000)
