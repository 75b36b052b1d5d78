"""Evidence of literals and spans, in one way for all conditions."""

from collections.abc import Iterable

from monitor.model import Evidence
from monitor.ports.condition import Reading

MOST = 16
"""Spans of one word or pattern in one post that are worth keeping: a hostile post has thousands."""


def standing(
    condition: str, what: str, spans: Iterable[tuple[int, int]], reading: Reading, field: str = "text"
) -> list[Evidence]:
    """Evidence for spans of a field; offsets only where the field is the text itself."""
    posted = reading.posted(field)
    if field != "text":
        lines = dict.fromkeys(_line(posted, start) for start, _ in spans)
        return [Evidence(condition, what, line, field=field) for line in list(lines)[:MOST]]
    return [Evidence(condition, what, posted[start:end], start, end) for start, end in outer(spans)[:MOST]]


def outer(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, each once, without those that lie within another (ГУР in ГУР-у)."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start:] if end < 0 else text[start:end]
