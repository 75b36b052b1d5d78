"""The JSON body of a webhook: a notice as data. `docs/webhook.md` is its contract."""

import re
from typing import Any

from msgspec.json import encode

from monitor.model import Evidence, Excerpt, Notice
from monitor.sinks._text import iso

LONGEST_TEXT = 20_000
"""Code points of a post's text that a body carries at most; `truncated` tells if there were more."""

_LONGEST_BODY = 60_000
_MOST_EVIDENCE = 100
_LONGEST_FOUND = 1_000  # a pattern may find all of a text, many times over
_LONGEST_NAME = 500

# Half a surrogate pair cannot be written as UTF-8, and NUL breaks databases that take JSON.
_BROKEN = re.compile("[\x00\ud800-\udfff]")
# The same data, but harmless to whoever prints a raw body: these change the order in which text is shown.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def body_of(notice: Notice) -> bytes:
    """Encode a notice. The same notice always gives the same bytes."""
    return _encoded(event_of(notice))


def cloud_event(notice: Notice, ident: str, source: str) -> bytes:
    """Encode a notice as a CloudEvent 1.0 in structured mode. `ident` is the delivery's id."""
    event = event_of(notice)
    return _encoded(
        {
            "specversion": "1.0",
            "id": ident,
            "source": source,
            "type": event["type"],
            "subject": event["data"]["alert"],
            "time": event["timestamp"],
            "datacontenttype": "application/json",
            "data": event["data"],
        }
    )


def _encoded(event: dict[str, Any]) -> bytes:
    text = encode(event).decode()
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()


def event_of(notice: Notice) -> dict[str, Any]:
    """A notice as plain data; what is no text is replaced, one for one."""
    longest = min(LONGEST_TEXT, _LONGEST_BODY // max(1, len(notice.excerpts)))
    return {
        "type": f"alert.{notice.kind}",
        "timestamp": iso(notice.created),
        "data": {
            "alert": _sound(notice.alert),
            "number": notice.number,
            "rule": _sound(notice.rule),
            "title": _sound(notice.title),
            "severity": notice.severity,
            "kind": notice.kind,
            "opened": iso(notice.opened) if notice.opened else None,
            "lines": [_sound(line) for line in notice.lines],
            "folded": notice.folded,
            "more": notice.more,
            "excerpts": [_excerpt(excerpt, longest) for excerpt in notice.excerpts],
        },
    }


def _excerpt(excerpt: Excerpt, longest: int) -> dict[str, Any]:
    return {
        "channel": _sound(excerpt.channel[:_LONGEST_NAME]),
        "handle": _sound(excerpt.handle),
        "side": _sound(excerpt.side),
        "reliability": _sound(excerpt.reliability),
        "labels": [_sound(label) for label in excerpt.labels],
        "post": excerpt.post,
        "link": _sound(excerpt.link),
        "event": excerpt.event,
        "posted": iso(excerpt.posted),
        "seen": iso(excerpt.seen),
        "late": excerpt.late // 1000,
        "text": _sound(excerpt.text[:longest]),
        "truncated": len(excerpt.text) > longest,
        "before": _sound(excerpt.before[:longest]),
        "evidence": [_evidence(evidence) for evidence in excerpt.evidence[:_MOST_EVIDENCE]],
        "media": [_sound(media[:_LONGEST_NAME]) for media in excerpt.media],
        "forward": _sound(excerpt.forward[:_LONGEST_NAME]),
        "note": _sound(excerpt.note),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "condition": evidence.condition,
        "what": _sound(evidence.what),
        "found": _sound(evidence.found[:_LONGEST_FOUND]),
        "start": evidence.start,
        "end": evidence.end,
        "field": evidence.field,
    }


def _sound(text: str) -> str:
    """One code point for one code point, so that offsets hold."""
    return _BROKEN.sub("\ufffd", text)
