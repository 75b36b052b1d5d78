"""Alerts, and why a post was told or was not."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from monitor.errors import NotFoundError
from monitor.model import Evidence, Notice
from monitor.store import acts, look
from monitor.store.engine import Engines
from monitor.usecases.acting import ActLine, line_of, meant
from monitor.usecases.deliveries import AttemptLine, DeliveryLine
from monitor.usecases.moments import shaped, utc, when
from monitor.usecases.posts import stored_post

REASONS: Mapping[str, str] = {
    "new": "it opened an alert",
    "update": "it added a notice to the open alert",
    "below_interval": "held: it goes out with the alert's next notice (`every`)",
    "window_not_reached": "not told yet: what the rule waits for has not come to pass (`over`)",
    "cooling_down": "not told: the rule's last alert is too recent (`cooldown`)",
    "silenced": "not told: somebody silenced it for a time (`monitor silence list --all`)",
    "inhibited": "not told: an open alert of another rule says it all (`inhibit`)",
    "muted": "not told: not at this time (`mute`, `active`)",
    "quiet_hours": "in the alert, but held: it goes out when the quiet hours of its receivers end (`quiet`)",
    "held_for_digest": "in the alert, but held: it goes out with the digests of its receivers (`digest`)",
    "over_budget": "in the alert, but held: its receivers had as much as they want for now (`budget`)",
    "duplicate": "not told: nothing that was not told already",
    "not_wanted": "not told: `update_on` leaves this out",
    "shadow": "not told: the rule only records (`shadow`)",
    "stale": "not told by itself: older than `max_age`, so it went into the summary of what was missed",
    "history": "not told: from before the first contact, or a backfill",
    "error": "the rule failed on this post",
}
"""What each reason of a decision means."""


class AlertLine(Struct):
    """A thread about one rule and group. `held` matches wait for `next_due`.

    `acknowledged`: when somebody took it up; `assigned`: whom it was given to, "" for nobody.
    """

    id: str
    rule: str
    group: str
    title: str
    severity: str
    opened: datetime
    last_match: datetime
    closes: datetime
    closed: datetime | None
    notices: int
    held: int
    next_due: datetime | None
    acknowledged: datetime | None
    assigned: str


class Told(Struct):
    """One try to deliver after the other, and how it ended."""

    delivery: DeliveryLine
    tries: list[AttemptLine]


class NoticeLine(Struct):
    """One message about an alert, and to whom it went. `posts` are links; `more` were not shown."""

    number: int
    kind: str
    created: datetime
    posts: list[str]
    more: int
    deliveries: list[Told]
    lines: tuple[str, ...] = ()


class AlertShown(Struct):
    """An alert with its notices. `posts` are all that were ruled on under it, as links; `acts`: what people did."""

    alert: AlertLine
    notices: list[NoticeLine]
    posts: list[str]
    acts: list[ActLine]


class Step(Struct):
    """One decision: what was decided of a match when, and the notices that told of the post since."""

    event: str
    reason: str
    meaning: str
    at: datetime
    detail: str
    alert: str
    notices: list[NoticeLine]


class RulePath(Struct):
    """The path of a post under one rule: what matched, then each decision in order, then what people did with the
    alerts that these led to.
    """

    rule: str
    holds: bool
    matched: datetime | None
    evidence: tuple[Evidence, ...]
    steps: list[Step]
    acts: list[ActLine]


class PostPath(Struct):
    """Why a post was told or was not. `rules` is empty where none ever held. `seen`: when we had what it says now, in
    its `revision`.
    """

    channel: str
    channel_id: int
    message_id: int
    link: str
    posted: datetime
    seen: datetime
    text: str
    rules: list[RulePath]
    revision: int = 1


async def listed(
    engines: Engines,
    most: int,
    rule: str | None = None,
    *,
    open_only: bool = False,
    unacknowledged: bool = False,
) -> list[AlertLine]:
    """The newest alerts."""
    async with engines.reading() as connection:
        rows = await look.listed_alerts(connection, most, rule, open_only=open_only, unacknowledged=unacknowledged)
    return [shaped(AlertLine, row) for row in rows]


async def show(engines: Engines, start: str) -> AlertShown:
    """The alert whose id begins so.

    Raises:
        NotFoundError: there is none, or more than one.
    """
    async with engines.reading() as connection:
        row = await _alert(connection, start)
        notices = await _notices(connection, row)
        done = await _acts(connection, [row["id"]])
    return AlertShown(shaped(AlertLine, row), notices, list(dict.fromkeys(map(_place, row["decisions"]))), done)


async def why(engines: Engines, about: str) -> list[PostPath]:
    """The path of a post (`CHANNEL/ID` or a link), or of every post of an alert (the start of its id).

    Raises:
        NotFoundError: there is no such post or alert.
    """
    async with engines.reading() as connection:
        if "/" in about:
            return [await _path(connection, await stored_post(connection, about))]
        row = await _alert(connection, about)
        places = dict.fromkeys((item["channel"], item["id"]) for item in row["decisions"])
        rows = [await look.one_post(connection, channel, number) for channel, number in places]
        return [await _path(connection, post, row["id"]) for post in rows if post is not None]


async def _alert(connection: look.Connection, start: str) -> look.Row:
    try:
        row = await look.one_alert(connection, await meant(connection, start))
    except NotFoundError as error:
        raise NotFoundError(f"{error} (a post is named as CHANNEL/ID)") from None
    assert row is not None  # noqa: S101 - both are of one state of the database
    return row


async def _acts(connection: look.Connection, ids: Collection[str]) -> list[ActLine]:
    said = await acts.of_alerts(connection, ids)
    return [line_of(one) for alert in ids for one in said.get(alert, ())]


async def _notices(connection: look.Connection, row: Mapping[str, Any]) -> list[NoticeLine]:
    tries = await look.attempts_of(connection, row["id"])
    told: dict[int, list[Told]] = {}
    for item in row["deliveries"]:
        mine = [shaped(AttemptLine, one) for one in tries if one["delivery"] == item["key"]]
        told.setdefault(item["number"], []).append(Told(shaped(DeliveryLine, item), mine))
    return [_notice(item, told.get(item.number, [])) for item in row["notices"]]


def _notice(item: Notice, told: list[Told]) -> NoticeLine:
    posts = [found.link or f"{found.handle}/{found.post}" for found in item.excerpts]
    return NoticeLine(item.number, item.kind, when(item.created), posts, item.more, told, item.lines)


def _place(row: Mapping[str, Any]) -> str:
    return row["link"] or f"{row['channel']}/{row['id']}"


async def _path(connection: look.Connection, row: Mapping[str, Any], only: str = "") -> PostPath:
    post = row["post"]
    matches = {item["rule"]: item for item in row["matches"]}
    decisions = [item for item in row["decisions"] if only in ("", item["alert"])]
    alerts = {item["alert"] for item in decisions if item["alert"]}
    notices = {alert: await _notices(connection, await _alert(connection, alert)) for alert in sorted(alerts)}
    rules = list(dict.fromkeys(item["rule"] for item in decisions))
    acts_of = {
        rule: await _acts(connection, dict.fromkeys(x["alert"] for x in decisions if x["rule"] == rule and x["alert"]))
        for rule in rules
    }
    return PostPath(
        channel=row["handle"] or row["title"] or str(post.channel),
        channel_id=post.channel,
        message_id=post.id,
        link=post.link,
        posted=when(post.posted),
        seen=when(row["seen"]),
        text=post.text,
        revision=row["revision"],
        rules=[_rule_path(rule, matches.get(rule), decisions, notices, post.link, acts_of[rule]) for rule in rules],
    )


def _rule_path(
    rule: str,
    match: Mapping[str, Any] | None,
    decisions: Sequence[Mapping[str, Any]],
    notices: Mapping[str, list[NoticeLine]],
    link: str,
    done: list[ActLine],
) -> RulePath:
    mine = [item for item in decisions if item["rule"] == rule]
    return RulePath(
        rule=rule,
        holds=bool(match and match["holds"]),
        matched=utc(match["at"]) if match else None,
        evidence=match["evidence"] if match else (),
        steps=[_step(item, notices.get(item["alert"], []), link) for item in mine],
        acts=done,
    )


def _step(item: Mapping[str, Any], notices: Sequence[NoticeLine], link: str) -> Step:
    at = when(item["at"])
    held = item["reason"] in ("below_interval", "new") and item["notice"] is None  # it was told later, if at all
    told = [
        one for one in notices if one.number == item["notice"] or (held and one.created >= at and link in one.posts)
    ]
    return Step(
        event=item["event"],
        reason=item["reason"],
        meaning=REASONS.get(item["reason"], ""),
        at=at,
        detail=item["detail"],
        alert=item["alert"],
        notices=told[:1] if held else told,
    )
