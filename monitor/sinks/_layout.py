"""A notice as lines with marks: what every sink for people shows, in the order in which it is read."""

from typing import Literal

from msgspec import Struct

from monitor.model import Evidence, Excerpt, Notice, NoticeKind
from monitor.sinks._text import Mark, clean, cut, flat, marked, span, spoken

Role = Literal["title", "line", "link", "who", "when", "why", "said", "quote", "foot"]

_WHAT: dict[NoticeKind, str] = {
    "opened": "",
    "matched": "Update: more that matches",
    "edited": "Update: a post was edited",
    "no_longer_matches": "Update: after an edit, a post no longer matches",
    "deleted": "Update: a post was deleted",
    "away": "While we were away",
    "late": "Late summary: this could not be sent in time",
}
_MOST_REASONS = 6


class Line(Struct, frozen=True):
    """One line, or for a quote the text of a post with its own line breaks. Harmless, but not escaped."""

    role: Role
    text: str
    marks: tuple[Mark, ...] = ()


Block = tuple[Line, ...]


def layout(notice: Notice, longest: int) -> tuple[Block, ...]:
    """The headline, a block for each excerpt, and the foot. `longest` is for the texts of all posts together."""
    share = max(200, longest // max(1, len(notice.excerpts)))
    blocks = [_head(notice), *(_excerpt(excerpt, notice.rule, share) for excerpt in notice.excerpts), _foot(notice)]
    return tuple(block for block in blocks if block)


def headline(notice: Notice) -> str:
    """Title and severity in one line."""
    return f"[{notice.severity.upper()}] {flat(notice.title)}"


def _head(notice: Notice) -> Block:
    lines = [Line("title", headline(notice))]
    if _WHAT[notice.kind]:
        lines.append(Line("line", _WHAT[notice.kind]))
    lines.extend(Line("line", flat(line, 1000)) for line in notice.lines)
    return tuple(lines)


def _foot(notice: Notice) -> Block:
    lines = []
    if notice.more:
        lines.append(Line("line", f"… and {notice.more} more {'post' if notice.more == 1 else 'posts'}"))
    rule = f"Rule {flat(notice.rule)}" if notice.rule else "Summary"
    about = f"{rule} · alert {flat(notice.alert)} · notice {notice.number}"
    if notice.folded:
        about += f" (with {', '.join(map(str, notice.folded))})"
    return (*lines, Line("foot", about))


def _excerpt(excerpt: Excerpt, rule: str, longest: int) -> Block:
    lines = []
    if excerpt.link:
        link = flat(excerpt.link, 500)
        # Anything else that a source calls a link is shown, but leads nowhere.
        safe = link.startswith(("https://", "http://")) and " " not in link
        lines.append(Line("link", link, (Mark(0, len(link), "link", link),) if safe else ()))
    lines.append(Line("who", _who(excerpt)))
    lines.append(Line("when", _when(excerpt)))
    why = [f"rule {flat(rule)}" if rule else "", _reasons(excerpt.evidence)]
    if any(why):
        lines.append(Line("why", f"Why: {': '.join(filter(None, why))}"))
    if excerpt.note:
        lines.append(Line("said", flat(excerpt.note)))
    lines.extend(_text(excerpt, longest))
    lines.extend(Line("said", f"Media: {flat(media)}") for media in excerpt.media)
    if excerpt.forward:
        lines.append(Line("said", f"Forwarded from {flat(excerpt.forward)}"))
    return tuple(lines)


def _text(excerpt: Excerpt, longest: int) -> list[Line]:
    """The post's words, and for an edit those before it."""
    edited = excerpt.event == "edited" and excerpt.before != excerpt.text and excerpt.before != ""
    lines = []
    if edited:
        lines.append(Line("said", "Edited. After:"))
    elif excerpt.event == "deleted":
        lines.append(Line("said", "Last known text:" if excerpt.note else "Deleted. Last known text:"))
    if excerpt.text.strip():
        room = longest * 2 // 3 if edited else longest
        lines.append(Line("quote", *cut(clean(excerpt.text), marked(excerpt.text, excerpt.evidence), room)))
    else:
        lines.append(Line("said", "(no text)"))
    if edited:
        lines.append(Line("said", "Before:"))
        lines.append(Line("quote", cut(clean(excerpt.before), (), longest // 3)[0]))
    return lines


def _who(excerpt: Excerpt) -> str:
    name = flat(excerpt.channel) or flat(excerpt.handle) or "a channel without a name"
    if excerpt.handle and flat(excerpt.handle) != name:
        name += f" (@{flat(excerpt.handle).lstrip('@')})"
    parts = [name]
    if excerpt.side:
        parts.append(f"side {flat(excerpt.side)}")
    if excerpt.labels:
        parts.append(", ".join(flat(label) for label in excerpt.labels))
    return " · ".join(parts)


def _when(excerpt: Excerpt) -> str:
    parts = [f"Posted {spoken(excerpt.posted)}", f"seen {spoken(excerpt.seen)}"]
    if excerpt.late:
        parts.append(f"late by {span(excerpt.late)}")
    return " · ".join(parts)


def _reasons(evidence: tuple[Evidence, ...]) -> str:
    told = list(dict.fromkeys(_reason(item) for item in evidence))
    more = f" and {len(told) - _MOST_REASONS} more" if len(told) > _MOST_REASONS else ""
    return ", ".join(told[:_MOST_REASONS]) + more


def _reason(item: Evidence) -> str:
    what, found = flat(item.what, 80), flat(item.found, 80)
    if not found or found.casefold() == what.casefold():
        return f"{item.condition} “{found or what}”"
    return f"{item.condition} {what} “{found}”"
