"""A notice as lines with marks: what every sink for people shows, in the order in which it is read."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from monitor.model import OPERATORS, Evidence, Excerpt, Notice, NoticeKind
from monitor.sinks._text import Mark, clean, cut, flat, isolated, marked, span, spoken

Role = Literal["title", "line", "link", "who", "when", "why", "said", "quote", "act", "foot"]

_WHAT: dict[NoticeKind, str] = {
    "opened": "",
    "matched": "Update: more posts match",
    "edited": "Update: a post was edited",
    "no_longer_matches": "Update: after an edit, a post no longer matches",
    "deleted": "Update: a post was deleted",
    "corroborated": "Update: a further origin tells of the same",
    "contradicted": "Update: another number, or a denial",
    "continues": "This alert goes on in another one",
    "desk": "Update: the desk decided about its story",
    "escalated": "Escalated",
    "acknowledged": "Update: somebody takes this up",
    "assigned": "Update: this is assigned",
    "closed": "This alert is closed",
    "digest": "",
    "quiet": "",
    "budget": "",
    "away": "While we were away",
    "reported": "Update",
    "late": "",
}
# Their lines say the same, and more: by whom, after how long, in which other alert.
_IN_LINES: frozenset[NoticeKind] = frozenset({"acknowledged", "assigned", "closed", "continues"})
_SEEN = {"new": "seen", "edited": "edit seen", "deleted": "deletion seen", "reached": "reached"}
# A name may not pass for the fields beside it, nor call anybody.
_NAME = str.maketrans({"·": "•", "@": None})
_MOST_REASONS = 6
_LONGEST_CHANGE = 120
LONGEST_LINK = 1_000
"""Code points of a link that is shown as one. Addresses of some feeds have more than five hundred."""
LONGEST_LINE = 1_000
"""Code points of a line about the watch or the story that are shown."""


class Line(Struct, frozen=True):
    """One line, or for a quote the text of a post with its own line breaks. Harmless, but not escaped."""

    role: Role
    text: str
    marks: tuple[Mark, ...] = ()


Block = tuple[Line, ...]


def layout(notice: Notice, longest: int, links: Sequence[tuple[str, str]] = ()) -> tuple[Block, ...]:
    """The headline, a block for each excerpt, and the foot. `longest` is for the texts of all posts together.

    `links`: what readers may do, as `Transport.links` has it; a line of the foot each.
    """
    share = max(200, longest // max(1, len(notice.excerpts)))
    blocks = [_head(notice), *(_excerpt(excerpt, share) for excerpt in notice.excerpts), _foot(notice, links)]
    return tuple(block for block in blocks if block)


def untitled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """All but the headline, for platforms that have a place of its own for it."""
    shown = (tuple(line for line in block if line.role != "title") for block in blocks)
    return tuple(block for block in shown if block)


def headline(notice: Notice) -> str:
    """Title and severity in one line."""
    return f"[{notice.severity.upper()}] {flat(notice.title)}"


def _head(notice: Notice) -> Block:
    lines = [Line("title", headline(notice))]
    what = _what(notice)
    if what and what != notice.title:
        lines.append(Line("line", what))
    lines.extend(Line("line", isolated(flat(line, LONGEST_LINE))) for line in notice.lines)
    return tuple(lines)


def _what(notice: Notice) -> str:
    if notice.kind in _IN_LINES and any(notice.lines):
        return ""
    if notice.kind != "matched" or notice.more:
        return _WHAT[notice.kind]
    if len(notice.excerpts) == 1:
        return "Update: another post matches"
    # Held notices of several kinds arrive as one.
    changed = any(excerpt.event != "new" for excerpt in notice.excerpts)
    return "Update: more posts, and what became of others" if changed else _WHAT["matched"]


def _foot(notice: Notice, links: Sequence[tuple[str, str]]) -> Block:
    lines = []
    if notice.more:
        lines.append(Line("line", f"… and {notice.more} more {'post' if notice.more == 1 else 'posts'}"))
    rule = f"Rule {flat(notice.rule)}" if notice.rule else "Summary"
    if notice.rule.startswith(OPERATORS):
        rule = f"For operators: {flat(notice.rule.removeprefix(OPERATORS))}"
    about = f"{rule} · alert {flat(notice.alert)} · notice {notice.number}"
    if notice.folded:
        about += f" (with {', '.join(map(str, notice.folded))})"
    return (*lines, *(_act(label, address) for label, address in links), Line("foot", about))


def _act(label: str, address: str) -> Line:
    text = f"{label}: {address}"
    return Line("act", text, (Mark(len(text) - len(address), len(text), "link", address),))


def act(line: Line) -> tuple[str, str]:
    """What a line of the role "act" lets readers do, and the address for it."""
    (mark,) = line.marks
    return line.text[: mark.start].removesuffix(": "), mark.href


def without_acts(block: Block) -> tuple[Block, Block]:
    """A block's other lines, and those of the role "act": platforms show these side by side."""
    return tuple(line for line in block if line.role != "act"), tuple(line for line in block if line.role == "act")


def safe_link(excerpt: Excerpt) -> str:
    """The link of a post, whole, or "": a source may call anything a link, and a part of one leads nowhere."""
    link = flat(excerpt.link, LONGEST_LINK + 1)
    is_safe = link.startswith(("https://", "http://")) and " " not in link and len(link) <= LONGEST_LINK
    return link if is_safe else ""


def first_link(notice: Notice) -> str:
    """The first link that leads to a post, or ""."""
    return next(filter(None, map(safe_link, notice.excerpts)), "")


def _excerpt(excerpt: Excerpt, longest: int) -> Block:
    lines = []
    if link := safe_link(excerpt):
        lines.append(Line("link", link, (Mark(0, len(link), "link", link),)))
    elif excerpt.link:
        what = "too long to be shown whole" if len(excerpt.link) > LONGEST_LINK else "not a web address"
        lines.append(Line("said", f"Link ({what}): {flat(excerpt.link)}"))
    lines += [Line("who", _who(excerpt)), Line("when", _when(excerpt))]
    if excerpt.note:
        lines.append(Line("said", _sentence(flat(excerpt.note))))
    lines.extend(_text(excerpt, longest))
    lines.extend(Line("said", f"Media: {isolated(flat(media))}") for media in excerpt.media)
    if excerpt.forward:
        lines.append(Line("said", f"Forwarded from {_name(excerpt.forward)}"))
    if why := _reasons(excerpt.evidence):
        lines.append(Line("why", f"Why: {why}"))
    return tuple(lines)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text(excerpt: Excerpt, longest: int) -> list[Line]:
    """The post's words, and for an edit those before it."""
    edited = excerpt.event == "edited" and excerpt.before != excerpt.text and excerpt.before != ""
    lines = []
    if edited:
        lines.append(Line("said", _change(excerpt.before, excerpt.text)))
    elif excerpt.event == "deleted":
        lines.append(Line("said", "Last known text:" if excerpt.note else "Deleted. Last known text:"))
    if excerpt.text.strip():
        room = longest * 2 // 3 if edited else longest
        lines.append(Line("quote", *cut(clean(excerpt.text), marked(excerpt.text, excerpt.evidence), room)))
    else:
        lines.append(Line("said", "(no text)"))
    if edited:
        lines.append(Line("said", "It said before:"))
        lines.append(Line("quote", cut(clean(excerpt.before), (), longest // 3)[0]))
    return lines


@lru_cache(maxsize=4)  # layouts of one notice are made until one fits, and a text may be long
def _change(before: str, after: str) -> str:
    """What an edit came to, where it is short enough for a line: the words between what stayed at both ends."""
    old, new = before.split(), after.split()
    head = next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(map(len, (old, new)))
    )
    old, new = old[head:], new[head:]
    ends = zip(reversed(old), reversed(new), strict=False)
    tail = next((n for n, (one, other) in enumerate(ends) if one != other), min(map(len, (old, new))))
    gone, came = (isolated(flat(" ".join(words[: len(words) - tail]))) for words in (old, new))
    whole = not head and not tail
    if whole or not (gone or came) or max(map(len, (gone, came))) > _LONGEST_CHANGE:
        return "Edited. It now says:"
    if not gone or not came:
        return f"Edited: “{gone or came}” was {'taken out' if gone else 'added'}. It now says:"
    return f"Edited: “{gone}” → “{came}”. It now says:"


def _who(excerpt: Excerpt) -> str:
    handle = flat(excerpt.handle).lstrip("@").translate(_NAME)
    name = _name(excerpt.channel)
    parts = [f"{name} (@{handle})" if name and handle and handle != name else name or handle or "an unnamed channel"]
    if excerpt.side:
        parts.append(f"side {flat(excerpt.side)}")
    if excerpt.reliability:
        parts.append(f"reliability {flat(excerpt.reliability)}")
    if excerpt.labels:
        parts.append(", ".join(flat(label) for label in excerpt.labels))
    return " · ".join(parts)


def _when(excerpt: Excerpt) -> str:
    seen = spoken(excerpt.seen, beside=excerpt.posted)
    parts = [f"Posted {spoken(excerpt.posted)}", f"{_SEEN[excerpt.event]} {seen}"]
    if excerpt.late:
        parts.append(f"late by {span(excerpt.late)}")
    return " · ".join(parts)


def _name(text: str) -> str:
    return isolated(flat(text).translate(_NAME))


def _reasons(evidence: tuple[Evidence, ...]) -> str:
    told = list(dict.fromkeys(_reason(item) for item in evidence))
    more = f" and {len(told) - _MOST_REASONS} more" if len(told) > _MOST_REASONS else ""
    return ", ".join(told[:_MOST_REASONS]) + more


def _reason(item: Evidence) -> str:
    what, found = flat(item.what, 80), flat(item.found, 80)
    if not found or found.casefold() == what.casefold():
        return f"{item.condition} “{isolated(found or what)}”"
    return f"{item.condition} {what} “{isolated(found)}”"
