"""What becomes of matches, and when a receiver is told: the sections, and what they mean to other rooms."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, WithJsonSchema

from monitor.config.days import Days, Months, Weekdays, Years
from monitor.config.fields import Id, Section, WebSecret
from monitor.lookalikes import foreign
from monitor.model.alert import Severity
from monitor.model.policy import (
    UPDATES,
    AlertPolicy,
    BudgetSpec,
    DigestSpec,
    EscalateSpec,
    HeartbeatSpec,
    InhibitSpec,
    QuietSpec,
    Recurrence,
    UpdateOn,
)
from monitor.ports.options import Duration

_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_BUDGET = re.compile(r"([0-9]{1,6})\s*/\s*(min|h|d)")
_PER = {"min": 60_000, "h": 3_600_000, "d": 86_400_000}


def clock(value: object) -> object:
    """Minutes of the day of "23:00"; numbers pass. Raises ValueError with a sentence."""
    if not isinstance(value, str):
        return value
    found = _CLOCK.fullmatch(value.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minutes <= 1440:
        raise ValueError("wants a time of the day, as in 23:00")
    return minutes


def timezone(name: str) -> str:
    """The name of a time zone that is known here. Raises ValueError with a sentence."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone: write one as in Europe/Kyiv, or UTC" + foreign(name)) from None
    return name


def cron(text: str) -> str:
    """A cron expression of five fields that comes to pass some time. Raises ValueError with a sentence."""
    wanted = 'wants a cron expression of five fields, as in "0 8 * * *" (at 8:00 every day)'
    if len(text.split()) != 5:
        raise ValueError(wanted)
    try:
        next(CronSim(text, datetime(2026, 1, 1)))  # noqa: DTZ001 - wall time
    except CronSimError:
        raise ValueError(wanted) from None
    except StopIteration:
        raise ValueError("never comes to pass: no such day exists") from None
    return text


def budget(value: object) -> object:
    """Number and window (ms) of "60/h". Raises ValueError with a sentence."""
    if not isinstance(value, str):
        return value
    found = _BUDGET.fullmatch(value.strip())
    if found is None or int(found[1]) == 0:
        raise ValueError("wants a number of notices in a time, as in 60/h, 10/min or 200/d" + foreign(value))
    return int(found[1]), _PER[found[2]]


Clock = Annotated[int, BeforeValidator(clock), WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$"})]
Timezone = Annotated[str, AfterValidator(timezone)]
Cron = Annotated[str, AfterValidator(cron)]
Budgeted = Annotated[
    tuple[int, int],
    BeforeValidator(budget),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+ */ *(min|h|d)$", "examples": ["60/h"]}),
]


class Cooldown(Section):
    """A cooldown that grows."""

    first: Annotated[Duration, Field(gt=0)] = Field(description="At first")
    most: Annotated[Duration, Field(gt=0)] = Field(
        description="It doubles up to this while alerts come as soon as they may"
    )


class Escalate(Section):
    """Who is told of an alert that nobody takes up."""

    after: Annotated[Duration, Field(gt=0)] = Field(description="So long after its first notice")
    unless: Literal["acknowledged", "assigned"] = Field(
        default="acknowledged", description="Unless it is, or it is closed"
    )
    to: Annotated[list[str], Field(min_length=1)] = Field(description="Receivers")


class Alert(Section):
    """What becomes of a rule's matches."""

    group_by: Literal["story", "rule", "channel", "entity"] = Field(
        default="story", description="What one alert is about"
    )
    wait: Duration = Field(default=0, description="Gather so long before the first notice")
    every: Duration = Field(
        default=300_000, description="Notices of one alert no more often; held ones fold into the next"
    )
    cooldown: Duration | Cooldown = Field(
        default=0, description="Open no new alert of the rule so soon after the last; {first: 10m, most: 4h} grows"
    )
    close_after: Duration = Field(default=86_400_000, description="An alert without a match for so long closes")
    update_on: list[UpdateOn] = Field(
        default=list(UPDATES),
        description="What makes a further notice; corroborated and contradicted come from other posts of the story, "
        "the last three from people, or the alert's end",
    )
    max_age: Duration = Field(default=21_600_000, description="Older posts do not alert")
    shadow: bool = Field(default=False, description="Match and record, send nothing")
    escalate: Escalate | None = Field(default=None, description="Who is told if nobody takes it up")
    mute: list[Id] = Field(default=[], description="Names of `times` in which the rule tells nothing")
    active: list[Id] = Field(default=[], description="Names of `times` outside of which the rule tells nothing")


class Hours(Section):
    """A time that comes again; what is left out may be any."""

    from_: Clock = Field(default=0, alias="from", description="Its beginning, as in 23:00")
    to: Clock = Field(default=1440, description="Its end; before the beginning, it is on the next day")
    timezone: Timezone = Field(default="UTC", description="Whose clocks, as in Europe/Kyiv")


class Time(Hours):
    """A time that comes again, under a name that rules use."""

    weekdays: Weekdays = Field(default=[], description="Days of the week, as in [mon-fri]")
    days: Days = Field(default=[], description="Days of the month, as in [1-7]; -1 is the last: [25:-1]")
    months: Months = Field(default=[], description="Months, as in [nov-feb]")
    years: Years = Field(default=[], description="Years")


class Quiet(Hours):
    """Hours in which a receiver is not to be disturbed."""

    from_: Clock = Field(alias="from", description="Their beginning, as in 23:00")
    to: Clock = Field(description="Their end, as in 07:00")
    weekdays: Weekdays = Field(default=[], description="Only on these days of the week; nights count to their evening")
    below: Severity = Field(default="critical", description="What is this grave or more is sent all the same")


class Budget(Section):
    """How many notices a receiver gets."""

    most: Budgeted = Field(description="As in 60/h")
    below: Severity | None = Field(
        default=None, description="What is this grave or more is never held, but counts; default: all is"
    )


class Digest(Section):
    """Notices that come together, at set times."""

    at: Cron = Field(description='When, as cron writes it: "0 8 * * *" is at 8:00 every day')
    timezone: Timezone = Field(default="UTC", description="By whose clocks, as in Europe/Kyiv")
    of: Annotated[list[Severity], Field(min_length=1)] = Field(description="Of these severities; they go only there")


class Inhibit(Section):
    """An alert that makes others superfluous."""

    when: Id = Field(description="While this rule has an open alert …")
    mutes: Annotated[list[Id], Field(min_length=1)] = Field(description="… these rules tell nothing")
    equal: list[Literal["channel", "story", "entity"]] = Field(
        default=[], description="Only where these are the same for both"
    )


class Heartbeat(Section):
    """An address that is called while all is well; who no longer hears it raises the alarm."""

    url: WebSecret = Field(description="A full http:// or https:// address. It is treated as a secret")
    every: Annotated[Duration, Field(ge=10_000, le=86_400_000)] = Field(default=60_000, description="How often")
    allow_private: bool = Field(default=False, description="It may lie in a private network")


def policy(own: Alert, defaults: Alert) -> AlertPolicy:
    """The policy of a rule: its own words, then the file's defaults, then ours."""
    full = own.model_copy(
        update={name: getattr(defaults, name) for name in defaults.model_fields_set - own.model_fields_set}
    )
    return AlertPolicy(
        group_by=full.group_by,
        wait=full.wait,
        every=full.every,
        cooldown=full.cooldown.first if isinstance(full.cooldown, Cooldown) else full.cooldown,
        cooldown_most=full.cooldown.most if isinstance(full.cooldown, Cooldown) else 0,
        close_after=full.close_after,
        update_on=frozenset(full.update_on),
        max_age=full.max_age,
        shadow=full.shadow,
        escalate=_escalate(full.escalate),
        mute=tuple(dict.fromkeys(full.mute)),
        active=tuple(dict.fromkeys(full.active)),
    )


def _escalate(read: Escalate | None) -> EscalateSpec | None:
    return EscalateSpec(read.after, tuple(dict.fromkeys(read.to)), read.unless) if read else None


def recurrence(read: Hours) -> Recurrence:
    """A time that comes again."""
    days = {name: frozenset(getattr(read, name, ())) for name in ("weekdays", "days", "months", "years")}
    return Recurrence(read.timezone, read.from_ % 1440, read.to, **days)


def times(read: Mapping[str, Time | list[Time]]) -> dict[str, tuple[Recurrence, ...]]:
    """The named times: each is one recurrence or several, of which any will do."""
    return {name: tuple(map(recurrence, spans if isinstance(spans, list) else [spans])) for name, spans in read.items()}


def quiet(read: Quiet | None) -> QuietSpec | None:
    return QuietSpec(recurrence(read), read.below) if read else None


def budget_of(read: tuple[int, int] | Budget | None) -> BudgetSpec | None:
    """A receiver's budget; where nothing is said, ours."""
    if read is None:
        return BudgetSpec()
    if isinstance(read, Budget):
        return BudgetSpec(*read.most, read.below or "")
    return BudgetSpec(*read)


def digest(read: Digest | None) -> DigestSpec | None:
    return DigestSpec(read.at, read.timezone, frozenset(read.of)) if read else None


def inhibitions(read: list[Inhibit]) -> tuple[InhibitSpec, ...]:
    return tuple(InhibitSpec(one.when, tuple(one.mutes), tuple(dict.fromkeys(one.equal))) for one in read)


def heartbeat(read: Heartbeat | None) -> HeartbeatSpec | None:
    return HeartbeatSpec(SecretStr(read.url.get_secret_value()), read.every, read.allow_private) if read else None
