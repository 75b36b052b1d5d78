"""A layout as embeds of Discord: one for each post, with its limits."""

from collections.abc import Sequence
from typing import Any

from monitor.model import Notice
from monitor.sinks._chat import units
from monitor.sinks._colours import COLOURS
from monitor.sinks._fit import Links, fitting
from monitor.sinks._layout import Block, safe_link
from monitor.sinks._markdown import calling_nobody, link, markdown, plain_title
from monitor.sinks._text import flat

TITLE, DESCRIPTION, FOOTER = 256, 4_096, 2_048
"""The longest title, description and footer of an embed, …"""
MOST, IN_ALL = 10, 6_000
"""… how many of them a message has, and how long all their texts may be together."""

_LONGEST = 3_900
_LONGEST_URL = 2_048

Embed = dict[str, Any]


def embeds(notice: Notice, links: Links = ()) -> list[Embed]:
    """What a message shows of a notice. `links`: what readers may do."""
    taken = sum(len(label) + len(link(address)) + len("[]() · ") for label, address in links)
    return fitting(notice, _LONGEST - taken, lambda blocks: _embeds(blocks, notice), _fit, links)


def _embeds(blocks: Sequence[Block], notice: Notice) -> list[Embed]:
    head, *posts, foot = blocks
    colour = {"color": COLOURS[notice.severity]}
    texts = [markdown(post) for post in posts] or [""]
    texts[0] = "\n\n".join(filter(None, [markdown(head[1:]), texts[0]]))
    texts[-1] = "\n\n".join(filter(None, [texts[-1], markdown(foot[:-1])]))
    made: list[Embed] = [{"description": text, **colour} if text else dict(colour) for text in texts]
    title = plain_title(head[0].text)
    made[0]["title"] = title if units(title) <= TITLE else plain_title(flat(head[0].text, TITLE // 4))
    first = link(next(filter(None, map(safe_link, notice.excerpts)), ""))
    if 0 < len(first) <= _LONGEST_URL:
        made[0]["url"] = first
    made[-1]["footer"] = {"text": flat(calling_nobody(foot[-1].text), FOOTER // 2)}
    return made


def _fit(made: list[Embed]) -> bool:
    if len(made) > MOST or any(units(embed.get("description", "")) > DESCRIPTION for embed in made):
        return False
    return size(made) <= IN_ALL


def size(made: Sequence[Embed]) -> int:
    """How long all texts of embeds are, in UTF-16 units."""
    return sum(
        units(embed.get("title", ""))
        + units(embed.get("description", ""))
        + units(embed.get("footer", {}).get("text", ""))
        for embed in made
    )
