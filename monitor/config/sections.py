"""The parts of a watch file: what each may hold, with its defaults. Kinds bring their own options."""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, WithJsonSchema

from monitor.model.alert import Severity
from monitor.model.match import Event
from monitor.ports.options import Duration

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_HANDLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_TELEGRAM_LINK = re.compile(r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me)/(?:s/)?", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_ADDRESS = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:/\[\]]+)):(?P<port>[0-9]{1,5})")
_SESSION = re.compile(r"1[A-Za-z0-9_-]{350,370}={0,2}")  # Telethon's: a version, an address, and a key of 256 bytes
_PROXY = re.compile(r"(socks5h?|http|mtproxy)://[^\s/]+:[0-9]{1,5}/?")


def identifier(text: str) -> str:
    """An id as it stands, if it is one. Raises ValueError with a sentence."""
    if not _ID.fullmatch(text):
        raise ValueError("is not an id: write small Latin letters, digits and hyphens, as in north-korea")
    return text


def bare(text: str) -> str:
    """A handle without what people write around it; anything else as it is."""
    return _TELEGRAM_LINK.sub("", text.strip(), count=1).removeprefix("@").removesuffix("/")


def handle(text: str) -> str:
    """The bare handle of `DIUkraine`, `@DIUkraine` or `https://t.me/DIUkraine`. Raises ValueError with a sentence."""
    name = bare(text)
    if name.startswith(("+", "joinchat/")):
        raise ValueError("is an invitation to a private channel; only public channels can be watched")
    if not _HANDLE.fullmatch(name):
        raise ValueError("is no Telegram handle: write DIUkraine, '@DIUkraine' or https://t.me/DIUkraine")
    return name


def address(text: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:9464` or `[::1]:9464`. Raises ValueError with a sentence."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or int(found["port"]) > 65_535:
        raise ValueError("wants host:port, as in 127.0.0.1:9464")
    return found["six"] or found["host"], int(found["port"])


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError("is no language code: write en, uk, ru, ko …")
    return text


def _proxy(text: object) -> object:
    if isinstance(text, str) and not _PROXY.fullmatch(text):
        raise ValueError("wants a proxy's address: socks5://host:port, http://host:port or mtproxy://secret@host:port")
    return text


def _by_language(names: object) -> object:
    if isinstance(names, (str, list)):
        raise ValueError(  # noqa: TRY004  pydantic takes no TypeError
            "are by language: write `names: {en: [North Korea], uk: [КНДР]}`"
        )
    return names


def _some(value: object) -> object:
    if value == "":
        raise ValueError("must not be empty")
    return value


def _session(value: SecretStr) -> SecretStr:
    if not _SESSION.fullmatch(value.get_secret_value().strip()):
        raise ValueError("is no session: write what `monitor login NAME --session-string` printed, whole")
    return value


def _rising(bounds: tuple[int, int]) -> tuple[int, int]:
    if bounds[0] > bounds[1]:
        raise ValueError("wants the shorter time first, as in [20s, 15m]")
    return bounds


_ADDRESS_SCHEMA = WithJsonSchema({"type": "string", "pattern": r".+:[0-9]+$"})
Id = Annotated[str, AfterValidator(identifier), Field(json_schema_extra={"pattern": f"^{_ID.pattern}$"})]
Handle = Annotated[str, AfterValidator(handle)]
Said = Annotated[str, AfterValidator(_said)]
Tag = Annotated[str, AfterValidator(_said), AfterValidator(str.strip), AfterValidator(str.lower)]
Language = Annotated[str, AfterValidator(_language)]
Address = Annotated[
    tuple[str, int], BeforeValidator(lambda v: address(v) if isinstance(v, str) else v), _ADDRESS_SCHEMA
]
Listen = Annotated[
    tuple[str, int] | None,
    BeforeValidator(lambda v: None if v == "off" else address(v) if isinstance(v, str) else v),
    WithJsonSchema({"type": "string", "pattern": r"^(off|.+:[0-9]+)$"}),
]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Interval = Annotated[Duration, Field(gt=0)]
Secret = Annotated[SecretStr, BeforeValidator(_some)]


class Section(BaseModel):
    """A part of the watch file. `later` names keys and values of the whole design that are not built yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    later: ClassVar[frozenset[str]] = frozenset()


class ChannelDefaults(Section):
    """What holds for every channel that does not say otherwise."""

    later = frozenset({"reliability", "media", "feed", "preview"})

    side: Tag = Field(
        default="", description="Whom the channel speaks for; without one it counts for no side", validate_default=False
    )
    labels: list[Tag] = Field(default=[], description="Words to select the channel by, in small letters")
    via: Literal["auto", "account"] = Field(default="auto", description="How the channel is read")
    join: bool = Field(default=False, description="Join it; public channels can be read without joining")
    backfill: Duration = Field(
        default=0, description="Fetch older posts so far back at first contact, without alerting on them"
    )
    comments: bool = Field(
        default=False, description="Read its comments too; only rules that name the label comments see them"
    )


class Channel(ChannelDefaults):
    """A public channel to watch."""

    telegram: Handle = Field(description="The handle: DIUkraine, '@DIUkraine' or https://t.me/DIUkraine")
    name: Said = Field(default="", description="What notices call it; default: its title")


class Forms(Section):
    """Corrects what names are looked for as; `monitor entity ID` shows it."""

    add: list[Said] = Field(default=[], description="Look for these as well, exactly as written")
    drop: list[Said] = Field(default=[], description="Do not look for these")


class Entity(Section):
    """Somebody or something that rules can name once, however it is written."""

    kind: Literal["person", "group", "organisation", "unit", "place", "equipment", "topic"] = Field(
        description="What it is"
    )
    names: Annotated[dict[Language, Annotated[list[Said], Field(min_length=1)]], BeforeValidator(_by_language)] = Field(
        description="How it is written, by language", min_length=1
    )
    at: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = Field(
        default=None, description="Where it is: [latitude, longitude]"
    )
    forms: Forms = Field(default=Forms(), description="Corrections of its grammatical forms and romanisations")


class Alert(Section):
    """What becomes of a rule's matches."""

    later = frozenset({"wait", "escalate", "story", "entity", "corroborated", "contradicted"})

    group_by: Literal["rule", "channel"] = Field(default="rule", description="What one alert is about")
    every: Duration = Field(
        default=300_000, description="Notices of one alert no more often; held ones fold into the next"
    )
    cooldown: Duration = Field(default=0, description="Open no new alert of the rule so soon after the last")
    close_after: Duration = Field(default=86_400_000, description="An alert without a match for so long closes")
    update_on: list[Literal["matched", "edited", "deleted"]] = Field(
        default=["matched", "edited", "deleted"], description="What makes a further notice"
    )
    max_age: Duration = Field(default=21_600_000, description="Older posts do not alert")
    shadow: bool = Field(default=False, description="Match and record, send nothing")


class From(Section):
    """Which channels a rule looks at: those that any list names; without a list, all."""

    channels: list[Said] = Field(default=[], description="Handles or names")
    labels: list[Tag] = Field(default=[], description="Labels")
    sides: list[Tag] = Field(default=[], description="Sides")
    except_: list[Said] = Field(default=[], alias="except", description="But not these handles, names, labels or sides")


class Examples(Section):
    """Texts that hold the rule to what was meant; `monitor check` runs them."""

    match: list[Said] = Field(default=[], description="Texts that the rule must match")
    ignore: list[Said] = Field(default=[], description="Texts that the rule must not match")


class Rule(Section):
    """What to watch for, where, and whom to tell."""

    later = frozenset({"over"})

    id: Id = Field(description="Its name, unique")
    title: Said = Field(default="", description="The headline of its notices; default: the id")
    severity: Severity = Field(default="medium", description="How grave a match is")
    from_: From = Field(default=From(), alias="from", description="Which channels; default: every channel")
    when: Any = Field(description="The condition")
    events: Annotated[list[Event], Field(min_length=1)] = Field(default=["new", "edited"], description="What may match")
    notify: list[str] | None = Field(default=None, description="Receivers; default: `defaults.notify`")
    alert: Alert = Field(default=Alert(), description="What becomes of matches")
    examples: Examples = Field(default=Examples(), description="Texts that must and must not match")


class Receiver(Section):
    """Somebody to tell."""

    later = frozenset({"quiet", "budget", "digest"})

    severity: Severity = Field(default="info", description="This and above")
    to: Any = Field(description="The ways to reach them: sinks with their options")


class Account(Section):
    """A signed-in account."""

    name: Id = Field(description="Its name, as in `monitor login NAME`")
    session: Annotated[Secret, AfterValidator(_session)] | None = Field(
        default=None, description="A session string; default: the file that `monitor login` wrote"
    )


class Server(Section):
    """Another Telegram than the public one."""

    dc: int = Field(ge=1, le=1_000_000, description="Number of the data centre")
    address: Address = Field(description="host:port")
    public_key: str = Field(default="", description="The server's public RSA key, PEM; default: Telegram's own")


class Joins(Section):
    """How channels whose entry says `join: true` are joined: minutes apart, and not too many."""

    a_day: int = Field(default=10, ge=0, le=50, description="At most so many by each account in 24 hours; 0: none")


class Telegram(Section):
    """How to reach Telegram, from my.telegram.org."""

    api_id: int = Field(ge=1, lt=2**31, description="The number of your application")
    api_hash: Secret = Field(description="The secret of your application")
    accounts: list[Account] = Field(min_length=1, description="Accounts to read with")
    server: Server | None = Field(default=None, description="Another server, for tests")
    reconcile: Duration = Field(
        default=600_000, gt=0, description="How often the newest posts of a joined channel are read again"
    )
    poll: Annotated[tuple[Interval, Interval], AfterValidator(_rising)] = Field(
        default=(20_000, 900_000), description="How often channels that were not joined are read: [busiest, quietest]"
    )
    joins: Joins = Field(default=Joins(), description="How channels are joined")


class Web(Section):
    """The page for health and metrics."""

    listen: Listen = Field(default=("127.0.0.1", 9464), description="host:port, or off")


class Defaults(Section):
    """What holds where nothing else is said."""

    channel: ChannelDefaults = Field(default=ChannelDefaults(), description="For channels")
    notify: list[str] = Field(default=[], description="Receivers of rules that name none")
    alert: Alert = Field(default=Alert(), description="For rules")


class Part(Section):
    """What any file may hold, included or not."""

    version: Literal["1"] = Field(default="1", description="The version of this format: 1")
    include: list[Said] = Field(default=[], description="More files, relative to this one; * and ** are wild")
    channels: Any = Field(default=None, description="What to watch")
    entities: Any = Field(default=None, description="Who and what rules can name")
    rules: Any = Field(default=None, description="What to watch for")
    receivers: Any = Field(default=None, description="Whom to tell")


class Watch(Part):
    """The watch file."""

    later = frozenset({"keep"})

    version: Literal["1"] = Field(description="The version of this format: 1")
    database: Secret = Field(default=SecretStr("sqlite:///var/monitor.db"), description="Where everything is kept")
    proxy: Annotated[SecretStr | None, BeforeValidator(_proxy)] = Field(
        default=None, description="socks5://, http:// or mtproxy:// host:port"
    )
    telegram: Telegram | None = Field(default=None, description="How to reach Telegram")
    web: Web = Field(default=Web(), description="Health and metrics")
    defaults: Defaults = Field(default=Defaults(), description="What holds where nothing else is said")
