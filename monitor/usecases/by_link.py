"""Acting on an alert by a signed link, from a chat or a mail: what the page shows, and what it does, once."""

from collections.abc import Callable, Container, Iterator, Sequence
from typing import Literal

import structlog
from msgspec import Struct

from monitor.errors import NotFoundError
from monitor.links import Link, LinkKind, Opened, Signer
from monitor.model import Act, Alert, Notice, Severity
from monitor.ports.clock import Clock
from monitor.ports.meter import Meter
from monitor.sinks._layout import Role, layout
from monitor.sinks._text import clean, flat, spoken
from monitor.store import acts, look
from monitor.store.acts import Done
from monitor.store.alerts import by_id
from monitor.store.database import Database
from monitor.usecases.saying import LONGEST_COMMENT, LONGEST_NAME

log = structlog.get_logger()

_SHOWN = 1_500  # characters of posts
_PARTS: frozenset[Role] = frozenset({"line", "link", "who", "when", "said", "quote"})

Refusal = Literal["unknown", "over"]
"""Why a link leads nowhere: we did not make it; or it was used, ran out, or what it is about is gone."""


class Paragraph(Struct, frozen=True):
    """A piece of what the alert is about. `link`: where it leads, "" for nowhere."""

    kind: Literal["plain", "quote", "heading"]
    text: str
    link: str = ""


class Seen(Struct, frozen=True):
    """What a link is about. `state`: how the alert stands; `open`: there is still something to do by the link."""

    kind: LinkKind
    title: str
    severity: Severity
    opened: str
    state: str
    open: bool
    about: tuple[Paragraph, ...]


class Said(Struct, frozen=True):
    """What came of it, in a sentence. `asked`: nothing was done, and the link is still good: the form comes again."""

    sentence: str
    seen: Seen
    asked: bool = False


class Door:
    """Opens links. `entries`: the entries of receivers that there are now: a link that went to another is over.

    `wake` is called when something was done, so that others are told soon.
    """

    def __init__(
        self,
        database: Database,
        signer: Signer,
        entries: Callable[[], Container[tuple[str, str]]],
        clock: Clock,
        meter: Meter,
        wake: Callable[[], None],
    ) -> None:
        self._database, self._signer, self._entries = database, signer, entries
        self._clock, self._meter, self._wake = clock, meter, wake

    async def look(self, token: str) -> Seen | Refusal:
        """What a link is about. Does nothing: programs look at links, too."""
        opened = self._opened(token)
        if isinstance(opened, str):
            return opened
        async with self._database.engines.reading() as connection:
            if await acts.is_used(connection, opened.mark):
                return "over"
            return await _seen(connection, opened.link) or "over"

    async def act(self, token: str, name: str, comment: str) -> Said | Refusal:
        """Do what a link is for, if nobody has by this link, and use it up with that."""
        opened = self._opened(token)
        if isinstance(opened, str):
            self._meter.count("links", "refused")
            return opened
        by, why = (" ".join(clean(text).split()) for text in (name, comment))
        if problem := _problem(by, why):
            found = await self.look(token)
            return found if isinstance(found, str) else Said(problem, found, asked=True)
        done = await self._done(opened, by, why)
        self._meter.count("links", "refused" if done is None else "used")
        if done is None:
            return "over"
        link = opened.link
        log.info("act_by_link", alert=link.alert, act=link.kind, result=done.outcome, sent_to=_name(link))
        if done.outcome == "done":
            self._wake()
        async with self._database.engines.reading() as connection:
            seen = await _seen(connection, link)
        return "over" if seen is None else Said(_outcome(done, link.kind), seen)

    def _opened(self, token: str) -> Opened | Refusal:
        opened = self._signer.opened(token)
        if opened is None:
            return "unknown"
        link = opened.link
        there = (link.receiver, link.entry) in self._entries()
        return opened if there and self._clock.now() < link.until else "over"

    async def _done(self, opened: Opened, by: str, why: str) -> Done | None:
        """One transaction: the link is used up if and only if it was acted on."""
        link, now = opened.link, self._clock.now()
        try:
            async with self._database.write() as unit:
                if not await acts.use(unit.connection, opened.mark, link.until, now):
                    return None
                return await acts.act(unit.connection, Act(link.alert, link.kind, by, now, why))
        except NotFoundError:  # it was erased meanwhile
            return None


def _name(link: Link) -> str:
    return f"{link.receiver}/{link.entry}"


def _problem(by: str, why: str) -> str:
    if not by:
        return "Please say who you are: others see who has the alert."
    if len(by) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} characters."
    return f"The comment is longer than {LONGEST_COMMENT:,} characters." if len(why) > LONGEST_COMMENT else ""


def _outcome(done: Done, kind: LinkKind) -> str:
    match done.outcome:
        case "done":
            return "Done: the alert is closed." if kind == "closed" else "Done: the alert is yours."
        case "already":
            return "It was so already; nothing was changed."
        case "closed":
            return "The alert is closed by now; nothing was changed."


async def _seen(connection: look.Connection, link: Link) -> Seen | None:
    found = await by_id(connection, [link.alert])
    row = await look.one_alert(connection, link.alert) if found else None
    if row is None:
        return None
    alert = found[0]
    done = (await acts.of_alerts(connection, [alert.id])).get(alert.id, ())
    return Seen(
        kind=link.kind,
        title=flat(alert.title),
        severity=alert.severity,
        opened=spoken(alert.opened),
        state=_state(alert, done),
        open=alert.closed is None and not (link.kind == "acknowledged" and alert.acknowledged is not None),
        about=tuple(_about(row["notices"])),
    )


def _about(notices: Sequence[Notice]) -> Iterator[Paragraph]:
    """What came last, newest first, and how it began: nobody takes up an alert on words that no longer stand."""
    room = _SHOWN
    for number, notice in enumerate(notices[:0:-1], 1):
        if room <= 0:
            yield Paragraph("plain", f"… {len(notices) - number} more between this and the first")
            break
        yield Paragraph("heading", f"Notice {notice.number}, {spoken(notice.created)}")
        for paragraph in _paragraphs(notice):
            room -= len(paragraph.text)
            yield paragraph
    if notices:
        if len(notices) > 1:
            yield Paragraph("heading", f"How it began, {spoken(notices[0].created)}")
        yield from _paragraphs(notices[0])


def _paragraphs(notice: Notice) -> Iterator[Paragraph]:
    for line in (line for block in layout(notice, _SHOWN) for line in block if line.role in _PARTS):
        yield Paragraph(
            "quote" if line.role == "quote" else "plain", line.text, line.text if line.role == "link" else ""
        )


def _state(alert: Alert, done: Sequence[Act]) -> str:
    """How an alert stands, in a sentence."""
    if alert.closed is not None:
        return f"Closed{_by('closed', done)} at {spoken(alert.closed)}."
    parts = ["Open"]
    if alert.acknowledged is not None:
        parts.append(f"acknowledged{_by('acknowledged', done)} at {spoken(alert.acknowledged)}")
    if alert.assigned:
        parts.append(f"assigned to {flat(alert.assigned)}")
    if len(parts) == 1:
        parts.append("nobody has taken it up")
    return ", ".join(parts) + "."


def _by(kind: str, done: Sequence[Act]) -> str:
    names = [flat(act.by) for act in done if act.kind == kind]
    return f" by {names[-1]}" if names else ""
