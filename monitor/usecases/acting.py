"""What people do with an alert: take it up, give it to somebody, close it. A daemon may run meanwhile."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from monitor.errors import AlertClosedError, UsageError
from monitor.model import Act, ActKind, Millis
from monitor.store import acts, look
from monitor.store.acts import Done
from monitor.usecases.moments import in_full, utc, when
from monitor.usecases.naming import the_one
from monitor.usecases.saying import LONGEST_COMMENT, LONGEST_NAME, person, short


class ActLine(Struct):
    """What somebody did with an alert. `to`: whom it was given to."""

    kind: ActKind
    by: str
    at: datetime
    comment: str
    to: str


class Acted(Struct):
    """What came of it. `already`: it was so before, and nothing was written; `act` is then the one that made it so,
    None where none is known.
    """

    alert: str
    title: str
    already: bool
    act: ActLine | None
    acknowledged: datetime | None
    assigned: str
    closed: datetime | None


class Asked(Struct, frozen=True):
    """What is to be done with an alert, as it was written. `alert` is its id, or the start of it."""

    alert: str
    kind: ActKind
    by: str = ""
    comment: str = ""
    to: str = ""


async def do(path: Path, asked: Asked, now: Millis) -> Acted:
    """Do something with an alert, once: the daemon takes it up within a minute, and tells those who want to know.

    Raises:
        NotFoundError: there is no such database or alert, or more than one alert.
        AlertClosedError: the alert is closed.
        UsageError: something of it makes no sense; nothing was done.
    """
    by = person(short("--by", asked.by, LONGEST_NAME))
    comment, to = short("--comment", asked.comment, LONGEST_COMMENT), short("--to", asked.to, LONGEST_NAME)
    if asked.kind == "assigned" and not to:
        raise UsageError("who is to have it? Name somebody: --to Olena")
    async with look.looking(path) as engines:
        async with engines.reading() as connection:
            alert = await meant(connection, asked.alert)
        async with engines.writer.begin() as connection:
            done = await acts.act(connection, Act(alert, asked.kind, by, now, comment, to))
            said = (await acts.of_alerts(connection, [alert])).get(alert, [])
    if done.outcome == "closed":
        raise AlertClosedError(sentence(done))
    return Acted(
        alert,
        done.alert.title,
        done.outcome == "already",
        line_of(done.before) if done.outcome == "already" and done.before else line_of(said[-1]) if said else None,
        utc(done.alert.acknowledged),
        done.alert.assigned,
        utc(done.alert.closed),
    )


async def meant(connection: look.Connection, start: str) -> str:
    """The id of the one alert whose id begins so.

    Raises:
        NotFoundError: there is none, or more than one.
    """
    if not start.strip():
        raise UsageError("name an alert by its id, or the start of it; `monitor alerts list` shows them")
    start = start.strip()
    return the_one("alert", start, await look.alerts_named(connection, start), "monitor alerts list")


def sentence(done: Done) -> str:
    """Why nothing can be done with a closed alert."""
    by = f" by {done.before.by}" if done.before else ""
    at = in_full(utc(done.alert.closed))
    return f"alert {done.alert.id} was closed{by} at {at}: nothing can be done with it; a later match opens another"


def line_of(act: Act) -> ActLine:
    return ActLine(act.kind, act.by, when(act.at), act.comment, act.to)
