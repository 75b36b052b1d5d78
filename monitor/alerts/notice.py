"""An alert's message in neutral form. Pure."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from monitor.model import (
    SEVERITIES,
    Alert,
    Change,
    Channel,
    Delivery,
    Event,
    Evidence,
    Excerpt,
    HeldFor,
    Match,
    Media,
    Millis,
    Notice,
    NoticeKind,
    Post,
)
from monitor.ports.options import in_bytes
from monitor.ports.store import Held

SHOWN = 10
"""How many posts one notice shows; the rest is counted."""

LINES = 20
"""How many lines about the watch itself one notice shows: the newest."""

_LATE_FROM = 120_000  # a post that a catch-up read within two minutes is not worth the word
_NAMES = {"gif": "animation", "round": "round video", "geo": "location", "other": "attachment"}
_HOW = {
    "update": "its channel told so",
    "reread": "it was missing when read again",
    "page": "its page no longer shows it",
}


def excerpt(change: Change, channel: Channel, evidence: Sequence[Evidence], event: Event, note: str = "") -> Excerpt:
    """A post as a notice shows it."""
    post = change.post
    title, handle = called(channel)
    late = max(0, change.seen - post.posted) if not change.live and event == "new" else 0
    return Excerpt(
        channel=title,
        handle=handle,
        side=channel.side,
        labels=tuple(sorted(channel.labels)),
        reliability=channel.reliability or "",
        post=post.id,
        link=post.link,
        text=post.text,
        posted=min(post.posted, change.seen),
        seen=change.seen,
        event=event,
        evidence=tuple(evidence),
        media=tuple(_in_words(item) for item in post.media),
        forward=_origin(post),
        before=change.before,
        late=late if late >= _LATE_FROM else 0,
        note=note,
    )


def called(channel: Channel) -> tuple[str, str]:
    """What an excerpt calls its channel: its title, if it has one, and its handle."""
    return channel.title or channel.handle or str(channel.id), channel.handle


def note(change: Change, match: Match, news: Sequence[str] = ()) -> str:
    """What a new match has to say of how it came about, and of what it adds to its story."""
    return ". ".join(said for said in (_occasion(change, match), *news) if said)


def _occasion(change: Change, match: Match) -> str:
    if match.event == "reached":
        return reach_note(match.evidence)
    if match.event == "deleted":
        return deletion_note(change)
    return "matches after an edit" if match.event == "edited" else ""


def reach_note(evidence: Sequence[Evidence]) -> str:
    """ "reached 100,000 views and 500 forwards". When that was, and when it was posted, are the excerpt's times."""
    counts = dict.fromkeys(item.what for item in evidence if item.field == "counters")
    return f"reached {' and '.join(counts)}" if counts else ""


def deletion_note(change: Change) -> str:
    """How we know that a post is gone. When it was last seen stands in the excerpt's times."""
    return f"deleted: {_HOW.get(change.how, change.how)}"


def span(length: Millis) -> str:
    """A length of time in words: "45 s", "12 min", "3 h", "2 d"."""
    for unit, word in ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min")):
        if length >= 2 * unit or (length >= unit and length % unit == 0):
            return f"{length // unit} {word}"
    return f"{length // 1000} s"


def compose(alert: Alert, number: int, items: Sequence[Held], now: Millis) -> Notice:
    """One notice of everything that waits to be told of an alert."""
    shown = [item.excerpt for item in items if item.excerpt is not None]
    lines = [item.line for item in items if item.line]
    if len(lines) > LINES:
        lines = [f"… and {len(lines) - LINES} before", *lines[-LINES:]]
    return Notice(
        alert=alert.id,
        number=number,
        kind=_kind(number, items),
        rule=alert.rule,
        title=alert.title,
        severity=alert.severity,
        created=now,
        lines=tuple(lines),
        excerpts=tuple(shown[:SHOWN]),
        opened=alert.opened,
        more=sum(not item.line for item in items) - min(len(shown), SHOWN),
    )


def away(alert: Alert, items: Sequence[Held], titles: dict[str, str], now: Millis) -> Notice:
    """What happened while we were away: counted by rule, the newest shown."""
    counted = Counter(titles.get(item.rule, item.rule) for item in items)
    shown = sorted((item.excerpt for item in items if item.excerpt), key=lambda found: found.posted)
    return summary("away", alert, counted, "post", shown, len(items), now)


def late(alert: Alert, missed: Sequence[Notice], now: Millis) -> Notice:
    """One summary of notices that could not be delivered for hours, as grave as the gravest of them."""
    counted = Counter(notice.title for notice in missed)
    shown = [found for notice in missed for found in notice.excerpts]
    total = sum(len(notice.excerpts) + notice.more for notice in missed)
    gravest = max((notice.severity for notice in missed), key=SEVERITIES.index, default=alert.severity)
    return summary("late", replace(alert, severity=gravest), counted, "notice", shown, total, now)


def summary(
    kind: NoticeKind, alert: Alert, counted: Counter[str], noun: str, shown: list[Excerpt], total: int, now: Millis
) -> Notice:
    """What goes out for several notices: counted by title, of `shown` the last, the others of `total` counted."""
    told = counted.most_common(LINES)
    lines = [f"{title}: {count} {noun}{'' if count == 1 else 's'}" for title, count in told]
    if rest := counted.total() - sum(count for _, count in told):
        lines.append(
            f"… and {rest} {noun}{'' if rest == 1 else 's'} more, under {len(counted) - len(told)} other titles"
        )
    return Notice(
        alert=alert.id,
        number=1,
        kind=kind,
        rule="",
        title=alert.title,
        severity=alert.severity,
        created=now,
        lines=tuple(lines),
        excerpts=tuple(shown[-SHOWN:]),
        opened=alert.opened,
        more=total - len(shown[-SHOWN:]),
    )


def fold(notices: Sequence[Notice]) -> Notice:
    """Several notices of one alert as one, under the number of the last."""
    *earlier, last = notices
    if not earlier:
        return last
    shown = [found for notice in notices for found in notice.excerpts]
    kinds = {notice.kind for notice in notices}
    return replace(
        last,
        kind=last.kind if len(kinds) == 1 else "opened" if "opened" in kinds else "matched",
        excerpts=tuple(shown[-SHOWN:]),
        lines=tuple(line for notice in notices for line in notice.lines),
        folded=tuple(notice.number for notice in earlier),
        more=sum(notice.more for notice in notices) + max(0, len(shown) - SHOWN),
        newest=last.newest or last.kind,
    )


def whole(notices: Sequence[Notice], before: int = 0) -> Notice:
    """What goes out for a delivery: its notice, or several folded into it.

    `before`: how many even older ones of the alert are not among them; then they are too many for all of their lines.
    """
    folded = fold(notices)
    if not before:
        return folded
    lines = folded.lines[-LINES:]
    noun = "notice" if before == 1 else "notices"
    return replace(folded, lines=(f"… and {before} {noun} before", *lines))


def delivery(notice: Notice, receiver: str, entry: str, now: Millis, held: HeldFor = "", due: Millis = 0) -> Delivery:
    """That a notice is owed. The key is the same over retries and crashes."""
    key = f"{notice.alert}:{notice.number}:{receiver}:{entry}"
    return Delivery(key, notice.alert, notice.number, receiver, entry, created=now, held=held, due=due)


def _kind(number: int, items: Sequence[Held]) -> NoticeKind:
    kinds = {item.kind for item in items}
    if number == 1:
        return "opened"
    return items[0].kind if len(kinds) == 1 else "matched"


def _origin(post: Post) -> str:
    forward = post.forward
    if forward is None:
        return ""
    return forward.name or forward.handle or (f"channel {forward.channel}" if forward.channel else "a hidden author")


def _in_words(item: Media) -> str:
    words = [_NAMES.get(item.kind, item.kind)]
    if item.duration:
        minutes, seconds = divmod(round(item.duration), 60)
        words.append(f"{minutes}:{seconds:02d}")
    if item.width and item.height:
        words.append(f"{item.width}×{item.height}")
    if item.size:
        words.append(in_bytes(item.size))
    if item.file_name:
        words.append(item.file_name)
    return " ".join(words)
