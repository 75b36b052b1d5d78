"""Notices of every special kind, put together by the code that puts them together for people."""

from msgspec.structs import replace
from sinks_samples import POSTED, TEXT, excerpt, notice

from monitor.alerts import notice as notices
from monitor.alerts.group import open_summary
from monitor.alerts.operators import reports
from monitor.alerts.parcels import opened
from monitor.model import (
    Alert,
    Channel,
    DigestSpec,
    Excerpt,
    HeldFor,
    Incident,
    Notice,
    NoticeKind,
    OperatorsSpec,
    QuietSpec,
    ReceiverSpec,
    Recurrence,
)
from monitor.ports.store import Held, Parcel

HOUR = 3_600_000
ALERT = Alert(
    "4f1c2a", "dprk-casualties", "story:42", "North Korean casualties are claimed", "high", POSTED, POSTED, POSTED
)
TITLES = {"dprk-casualties": "North Korean casualties are claimed", "plekhovo": "Plekhovo is named"}
FIRST = notice()
AGAINST = excerpt(
    "Под Плехово погибли 3 военных КНДР.",
    channel="Rybar",
    handle="rybar",
    side="russia",
    labels=(),
    link="https://t.me/rybar/66512",
    post=66_512,
    posted=POSTED + HOUR,
    seen=POSTED + HOUR + 700,
    note="Second independent origin, the first from the side of russia. The side of russia says 3 killed, ukraine 30",
)
CLAIM = notice(excerpt("Плехово під контролем ЗСУ.", post=5_014, link="https://t.me/DIUkraine/5014"), alert="8d20b7",
    rule="plekhovo", title="Plekhovo is named", severity="low", created=POSTED + HOUR)  # fmt: skip
DESK = ReceiverSpec(
    "newsroom",
    "info",
    (),
    quiet=QuietSpec(Recurrence("Europe/Kyiv", 23 * 60, 7 * 60)),
    digest=DigestSpec("0 8 * * *", "Europe/Kyiv", frozenset({"low"})),
)
EIGHT = 1_734_242_400_000  # 15 Dec 2024 08:00 in Kyiv


def special() -> dict[str, Notice]:
    """By what they are about, in the order of an alert's life."""
    return {
        "The story has another number": _told("contradicted", found=AGAINST),
        "The desk decides": _told("desk", "The desk marks it disputed: two counts, no pictures (by Olena)"),
        "Nobody took it up, and it goes to others": _escalated(),
        "Somebody takes it up": _told("acknowledged", "Acknowledged by Olena: calling the staff"),
        "It becomes one with an older alert": _told("continues", "Both are of one story: this goes on in alert 09be11"),
        "With `updates: edit`, all so far in one message": _rewritten(),
        "It is over": _told("closed", "Closed: nothing further for 24 h"),
        "A digest": _summed("digest"),
        "What came in quiet hours": _summed("quiet"),
        "What was more than the budget": _summed("budget"),
        "After an absence": _away(),
        "What could not be sent for hours": _late(),
        "The watch itself: what was told of before is over": _operators(),
    }


def _told(kind: NoticeKind, line: str = "", found: Excerpt | None = None) -> Notice:
    return notices.compose(ALERT, 2, [Held(ALERT.id, kind, ALERT.rule, found, line)], POSTED + HOUR)


def _escalated() -> Notice:
    told = _told("escalated", "Nobody has acknowledged this for 1 h")
    whole = notices.fold([FIRST])
    return replace(told, excerpts=whole.excerpts, lines=(*told.lines, *whole.lines), more=whole.more)


def _rewritten() -> Notice:
    said = replace(_told("contradicted", found=AGAINST), number=2)
    return notices.whole(
        [FIRST, said, replace(_told("acknowledged", "Acknowledged by Olena: calling the staff"), number=3)]
    )


def _summed(held: HeldFor) -> Notice:
    waited = [CLAIM, FIRST] if held != "digest" else [CLAIM, replace(CLAIM, alert="77ac01", excerpts=(AGAINST,))]
    parcels = [
        Parcel(
            one.alert,
            "newsroom",
            "desk",
            held,
            EIGHT,
            one.created,
            one.alert,
            1,
            one.rule,
            one.title,
            one.severity,
            one,
        )
        for one in waited
    ]
    (made,) = opened(parcels, {"newsroom": DESK}, TITLES, EIGHT)
    assert made.notice is not None
    return made.notice


def _away() -> Notice:
    alert = open_summary("away:newsroom", "While we were away", EIGHT)
    found = excerpt(TEXT, "військових КНДР", late=9 * HOUR, seen=POSTED + 9 * HOUR)
    return notices.away(alert, [Held("", "away", "dprk-casualties", found)], TITLES, EIGHT)


def _late() -> Notice:
    alert = open_summary("late:newsroom/desk", "Alerts that could not be delivered in time", EIGHT)
    return notices.late(alert, [FIRST, CLAIM], EIGHT)


def _operators() -> Notice:
    happened = [
        Incident("source_failing", "feed isw", EIGHT, what, str(45 * 60_000), "it answers 503")
        for what in ("fails", "works")
    ]
    first, then = reports(happened, OperatorsSpec(("newsroom",)), lambda _: Channel(1, "feed"))
    alert = replace(ALERT, id="c30f5e", rule=first.rule.id, title=first.title, severity=first.rule.severity)
    return notices.compose(alert, 2, [Held(alert.id, "reported", alert.rule, None, then.line)], EIGHT)
