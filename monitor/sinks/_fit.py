"""A notice made to fit into what a platform takes in one message."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from monitor.model import Excerpt, Notice
from monitor.sinks._layout import LONGEST_LINE, Block, layout
from monitor.sinks._text import clean, flat

_SHORTEST = 200  # code points of each post's text that a layout shows in any case
_LINES = 3
_FOUND = 320  # of what was found

Made = TypeVar("Made")
Links = Sequence[tuple[str, str]]


def fitting(
    notice: Notice,
    longest: int,
    build: Callable[[tuple[Block, ...]], Made],
    fits: Callable[[Made], bool],
    links: Links = (),
) -> Made:
    """What `build` makes of the fullest layout that fits. `longest` is for the texts of all posts together.

    `links`: what readers may do, as `layout` has it; they are never left out. What comes last is a few lines, at most
    4,000 code points in all but for links, and is returned whether it fits or not.
    """
    notice = _light(notice)
    for blocks in _ever_shorter(notice, longest, links):
        made = build(blocks)
        if fits(made):
            return made
    return build(layout(_bare(notice), _SHORTEST, links))


def _ever_shorter(notice: Notice, longest: int, links: Links) -> Iterator[tuple[Block, ...]]:
    """Texts get shorter first; then posts are left out, and counted."""
    count = len(notice.excerpts)
    least = _SHORTEST * max(1, count)
    while longest > least:
        yield layout(notice, longest, links)
        longest = longest * 3 // 4
    yield layout(notice, least, links)
    while count > 1:
        count //= 2
        yield layout(_fewer(notice, count), _SHORTEST * count, links)


def _light(notice: Notice) -> Notice:
    """What layouts have in common is done once: many of them are made here, and a text may be long."""
    return replace(
        notice,
        title=flat(notice.title),
        lines=tuple(flat(line, LONGEST_LINE) for line in notice.lines),
        excerpts=tuple(map(_light_excerpt, notice.excerpts)),
    )


def _light_excerpt(excerpt: Excerpt) -> Excerpt:
    return replace(
        excerpt,
        text=clean(excerpt.text),
        before=clean(excerpt.before),
        evidence=tuple(replace(item, found=item.found[:_FOUND]) for item in excerpt.evidence),
    )


def _fewer(notice: Notice, count: int) -> Notice:
    """The first post, which the alert is about, and the newest."""
    kept = notice.excerpts[:1] + notice.excerpts[len(notice.excerpts) - count + 1 :]
    left_out = len(notice.excerpts) - len(kept)
    return replace(notice, excerpts=kept, more=notice.more + left_out, lines=notice.lines[-max(_LINES, count) :])


def _bare(notice: Notice) -> Notice:
    fewer = _fewer(notice, 1) if notice.excerpts else notice
    return replace(
        fewer, lines=tuple(flat(line) for line in notice.lines[-1:]), excerpts=tuple(map(_essence, fewer.excerpts)),
        folded=(),
    )  # fmt: skip


def _essence(excerpt: Excerpt) -> Excerpt:
    return replace(
        excerpt,
        channel=flat(excerpt.channel, 100),
        handle=flat(excerpt.handle, 40),
        side=flat(excerpt.side, 40),
        reliability=flat(excerpt.reliability, 10),
        labels=(),
        media=(),
        forward="",
        before="",
        note=flat(excerpt.note, 100),
        evidence=excerpt.evidence[:1],
    )
