"""What the user asked for, after reading and validation: no line numbers, no YAML, no defaults left open."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from pydantic import BaseModel, SecretStr

from monitor.model.alert import Severity
from monitor.model.grading import Reliability
from monitor.model.incident import MATTERS, Matter
from monitor.model.match import Wanted
from monitor.model.policy import (
    AlertPolicy,
    BudgetSpec,
    DigestSpec,
    HeartbeatSpec,
    InhibitSpec,
    OverSpec,
    QuietSpec,
    Recurrence,
)
from monitor.model.window import WindowSpec


class Leaf(Struct, frozen=True):
    """One condition of a kind, with its validated options."""

    kind: str
    options: BaseModel


class All(Struct, frozen=True):
    of: tuple["Tree", ...]


class Any(Struct, frozen=True):
    of: tuple["Tree", ...]


class Not(Struct, frozen=True):
    of: "Tree"


Tree = Leaf | All | Any | Not

NO_CONDITION = Any(())
"""What stands for the condition of a rule that has none: it holds for no post."""


class Origin(Struct, frozen=True):
    """`from:` of a rule, all in lower case.

    A channel passes if any list names it (all lists empty: every channel) and `except_` does not; `channels`
    and `except_` hold handles, feed addresses or names, `except_` also labels and sides. Comments pass only where
    `labels` names them.
    """

    channels: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    except_: frozenset[str] = frozenset()


class DownloadSpec(Struct, frozen=True):
    """Which files of posts are fetched: by kind, as in `Media.kind`, and up to `largest` bytes. No kind: none."""

    kinds: frozenset[str] = frozenset()
    largest: int = 50_000_000


NO_FILES = DownloadSpec()


class RuleSpec(Struct, frozen=True):
    """One rule. `notify` names receivers. Who wants new posts wants those, too, that reach a count later.

    `media`: which files of posts that match are fetched. `over` is what a story, `window` what the rule's matches over
    time have to come to before it alerts; a rule has one of both at most.
    """

    id: str
    title: str
    severity: Severity
    when: Tree
    origin: Origin = Origin()
    events: frozenset[Wanted] = frozenset({"new", "edited"})
    notify: tuple[str, ...] = ()
    alert: AlertPolicy = AlertPolicy()
    over: OverSpec | None = None
    examples_match: tuple[str, ...] = ()
    examples_ignore: tuple[str, ...] = ()
    media: DownloadSpec = NO_FILES
    window: WindowSpec | None = None


class EntitySpec(Struct, frozen=True):
    """Somebody or something with names. `names` is by language code; `at` is (latitude, longitude).

    `add` are forms to look for beside those that are worked out, `drop` those not to look for. `area`: a region or a
    country, too wide to tell one event from others by; None: its names say.
    """

    id: str
    kind: str
    names: Mapping[str, tuple[str, ...]]
    at: tuple[float, float] | None = None
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    area: bool | None = None


SPEAKERS = frozenset({"person", "organisation", "unit"})
"""The kinds of entities that say something: a channel may be theirs, and others quote them."""

COMMENTS = "comments"
"""The label of comments: rules that do not name it among their labels do not see them."""


def comments_of(address: str) -> str:
    """The address of the comments of a channel: they are a channel of their own."""
    return f"{address}/{COMMENTS}"


def is_comments(address: str) -> bool:
    """Whether this is the address of a channel's comments."""
    return address.lower().endswith(f"/{COMMENTS}")


class ChannelSpec(Struct, frozen=True):
    """A channel to watch. `address` is a handle (telegram) or a URL (feed). Durations in milliseconds.

    `reliability` is a letter of the Admiralty code; None: nobody has graded it, which is not F.
    `entity` is the id of who speaks in it; "": nobody in particular.
    `via`, `join`, `media` (which files of its posts are fetched) are of Telegram's channels; `allow_private` of feeds:
    the address may lie in a private network.
    """

    kind: Literal["telegram", "feed"]
    address: str
    name: str = ""
    side: str = ""
    labels: frozenset[str] = frozenset()
    via: Literal["auto", "account", "preview"] = "auto"
    join: bool = False
    backfill: int = 0
    comments: bool = False
    allow_private: bool = False
    media: DownloadSpec = NO_FILES
    reliability: Reliability | None = None
    entity: str = ""


class EntrySpec(Struct, frozen=True):
    """One way to reach a receiver: a sink with its options, addressed by `name`."""

    name: str
    kind: str
    options: BaseModel


class ReceiverSpec(Struct, frozen=True):
    """Who is told, and when. Notices below `severity` are not sent."""

    name: str
    severity: Severity
    entries: tuple[EntrySpec, ...]
    quiet: QuietSpec | None = None
    budget: BudgetSpec | None = BudgetSpec()
    digest: DigestSpec | None = None


class AccountSpec(Struct, frozen=True):
    """One signed-in account. `session` is a session string; None: the file that `monitor login` wrote."""

    name: str
    session: SecretStr | None = None


class ServerSpec(Struct, frozen=True):
    """Another Telegram than the public one: its test servers, or one on loopback. `public_key` is PEM."""

    dc: int
    host: str
    port: int
    public_key: str = ""


class TelegramSpec(Struct, frozen=True):
    """How to reach Telegram. Intervals in milliseconds.

    `proxy` is a URL (socks5, http, mtproxy), with its credentials. `reconcile` is how often the newest
    posts of a joined channel are read again; `poll` bounds how often the history of a channel that
    was not joined is read, by how busy it is. `joins_a_day` is how many channels each account may join in 24 hours.
    """

    api_id: int
    api_hash: SecretStr
    accounts: tuple[AccountSpec, ...]
    proxy: SecretStr | None = None
    server: ServerSpec | None = None
    reconcile: int = 600_000
    poll: tuple[int, int] = (20_000, 900_000)
    joins_a_day: int = 10


class OperatorsSpec(Struct, frozen=True):
    """Who is told of what happens to the watch itself, and of what. `alert` is the policy of these alerts."""

    notify: tuple[str, ...] = ()
    of: tuple[Matter, ...] = MATTERS
    alert: AlertPolicy = AlertPolicy()


class PreviewSpec(Struct, frozen=True):
    """How public pages are read. `base` is a URL without a slash at its end; `poll` in ms: busiest, quietest."""

    base: str = "https://t.me"
    poll: tuple[int, int] = (30_000, 900_000)


class FeedsSpec(Struct, frozen=True):
    """How feeds are read. `poll` in ms: busiest, quietest."""

    poll: tuple[int, int] = (60_000, 3_600_000)


class KeepSpec(Struct, frozen=True):
    """For how long what is stored is kept, in milliseconds; None: for ever."""

    posts: int | None = None
    decisions: int | None = None
    counters: int | None = None
    media: int | None = None


class StoriesSpec(Struct, frozen=True):
    """How far apart posts of one story may be. Times in ms, `near` in km.

    `copies`: forwards, files, links and texts; `events`: what has only its event in common; `again`: a channel's own
    text that comes once more is one of a form (an alarm that is over, every day), unless it comes so soon; `late`:
    posts that come in so late are still put in their order. `names`: whether names in the texts alone may tell of one
    event, where no entity does.
    """

    copies: int = 259_200_000
    events: int = 86_400_000
    again: int = 3_600_000
    near: float = 25.0
    late: int = 600_000
    names: bool = True


class VerdictsSpec(Struct, frozen=True):
    """How many people have to say the same of a story or claim before it holds."""

    people: int = 1


class MediaSpec(Struct, frozen=True):
    """Where files of media are kept, and how many bytes in all. `folder` is absolute; "": beside the database."""

    folder: str = ""
    budget: int = 10_000_000_000


class WatchSpec(Struct, frozen=True):
    """The whole watch file. `database` is an SQLAlchemy-like URL with its path made absolute.

    `address`: where those who are told reach the page, "" if they do not; links in messages lead there.
    """

    database: SecretStr
    channels: tuple[ChannelSpec, ...]
    entities: Mapping[str, EntitySpec]
    rules: tuple[RuleSpec, ...]
    receivers: Mapping[str, ReceiverSpec]
    telegram: TelegramSpec | None = None
    preview: PreviewSpec = PreviewSpec()
    feeds: FeedsSpec = FeedsSpec()
    listen: tuple[str, int] | None = ("127.0.0.1", 9464)
    files: tuple[str, ...] = ()
    keep: KeepSpec = KeepSpec()
    stories: StoriesSpec = StoriesSpec()
    verdicts: VerdictsSpec = VerdictsSpec()
    media: MediaSpec = MediaSpec()
    operators: OperatorsSpec = OperatorsSpec()
    times: Mapping[str, tuple[Recurrence, ...]] = {}
    inhibit: tuple[InhibitSpec, ...] = ()
    heartbeat: HeartbeatSpec | None = None
    address: str = ""
