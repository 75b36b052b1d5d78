"""The parts of a watch file: what each may hold, with its defaults. Kinds bring their own options."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from monitor.config.fields import (
    Address,
    Base,
    Handle,
    Id,
    Language,
    Listen,
    Often,
    Said,
    Secret,
    Section,
    Tag,
    Web,
    by_language,
    of_a_page,
    of_a_place,
    proxy_address,
    rising,
    session_string,
)
from monitor.config.judging import Stories, Verdicts
from monitor.config.keeping import Download, Keep, Media
from monitor.config.over import Over, check_group, without_condition
from monitor.config.telling import Alert, Budget, Budgeted, Digest, Heartbeat, Inhibit, Quiet, Time
from monitor.model.alert import Severity
from monitor.model.grading import Reliability
from monitor.model.incident import MATTERS, Matter
from monitor.model.match import Wanted
from monitor.ports.options import Duration

RELIABLE = (
    "How reliable it has been, in the Admiralty code: A completely, B usually, C fairly, D not usually reliable,"
    " E unreliable, F cannot be judged; leave it out where nobody has judged"
)
SPEAKS = "Who speaks in it, by the id of an entity; who says that they say so quotes this channel"


class SourceDefaults(Section):
    """What any channel may say, wherever it is read."""

    side: Tag = Field(
        default="", description="Whom the channel speaks for; without one it counts for no side", validate_default=False
    )
    labels: list[Tag] = Field(default=[], description="Words to select the channel by, in small letters")
    reliability: Reliability | None = Field(default=None, description=RELIABLE)
    backfill: Duration = Field(
        default=0, description="Fetch older posts so far back at first contact, without alerting on them"
    )


class ChannelDefaults(SourceDefaults):
    """What holds for every channel that does not say otherwise."""

    via: Literal["auto", "account", "preview"] = Field(
        default="auto", description="How it is read: auto prefers an account, and reads the public page without one"
    )
    join: bool = Field(default=False, description="Join it; public channels can be read without joining")
    comments: bool = Field(
        default=False, description="Read its comments too; only rules that name the label comments see them"
    )
    media: Download = Field(default=Download(), description="Files of its posts that are fetched as they arrive")


class Channel(ChannelDefaults):
    """A public Telegram channel to watch."""

    telegram: Handle = Field(description="The handle: DIUkraine, '@DIUkraine' or https://t.me/DIUkraine")
    name: Said = Field(default="", description="What notices call it; default: its title")
    entity: Said = Field(default="", description=SPEAKS)


class Feed(SourceDefaults):
    """A site to watch that has a feed: RSS, Atom or JSON Feed."""

    later = frozenset({"media"})

    feed: Web = Field(description="The address of the feed, as in https://example.org/rss")
    name: Said = Field(default="", description="What notices call it; default: its title")
    entity: Said = Field(default="", description=SPEAKS)
    allow_private: bool = Field(default=False, description="The address may lie in a private network")


class Forms(Section):
    """Corrects what names are looked for as; `monitor entity ID` shows it."""

    add: list[Said] = Field(default=[], description="Look for these as well, exactly as written")
    drop: list[Said] = Field(default=[], description="Do not look for these")


class Entity(Section):
    """Somebody or something that rules can name once, however it is written."""

    kind: Literal["person", "group", "organisation", "unit", "place", "equipment", "topic"] = Field(
        description="What it is"
    )
    names: Annotated[dict[Language, Annotated[list[Said], Field(min_length=1)]], BeforeValidator(by_language)] = Field(
        description="How it is written, by language", min_length=1
    )
    at: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = Field(
        default=None, description="Where it is: [latitude, longitude]"
    )
    area: Annotated[bool | None, AfterValidator(of_a_place)] = Field(
        default=None,
        description="A region or a country, too wide to tell one event by; default: its names say",
    )
    forms: Forms = Field(default=Forms(), description="Corrections of its grammatical forms and romanisations")


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

    id: Id = Field(description="Its name, unique")
    title: Said = Field(default="", description="The headline of its notices; default: the id")
    severity: Severity = Field(default="medium", description="How grave a match is")
    from_: From = Field(default=From(), alias="from", description="Which channels; default: every channel")
    when: Any = Field(description="The condition")
    over: Over | None = Field(
        default=None, description="Alert only once the story of a match, or the matches over time, have come to this"
    )
    events: Annotated[list[Wanted], Field(min_length=1)] = Field(
        default=["new", "edited"], description="What may match"
    )
    notify: list[str] | None = Field(default=None, description="Receivers; default: `defaults.notify`")
    alert: Alert = Field(default=Alert(), description="What becomes of matches")
    examples: Examples = Field(default=Examples(), description="Texts that must and must not match")
    media: Download = Field(default=Download(), description="Files of matched posts that are fetched, once they match")

    @model_validator(mode="before")
    @classmethod
    def _may_wait_for_others(cls, data: Any) -> Any:
        return without_condition(data)

    @model_validator(mode="after")
    def _groups_by_what_it_waits_for(self) -> Self:
        check_group(self.over, self.alert.model_fields_set, self.alert.group_by)
        return self


class Receiver(Section):
    """Somebody to tell."""

    severity: Severity = Field(default="info", description="This and above")
    to: Any = Field(description="The ways to reach them: sinks with their options")
    quiet: Quiet | None = Field(default=None, description="Hours in which they are told of grave things only")
    budget: Budgeted | Budget | None = Field(
        default=None, description="More notices wait, and come as one; default: 60/h"
    )
    digest: Digest | None = Field(default=None, description="What comes together, at set times")


class Account(Section):
    """A signed-in account."""

    name: Id = Field(description="Its name, as in `monitor login NAME`")
    session: Annotated[Secret, AfterValidator(session_string)] | None = Field(
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
    reconcile: Often = Field(
        default=600_000, description="How often the newest posts of a joined channel are read again"
    )
    poll: Annotated[tuple[Often, Often], AfterValidator(rising)] = Field(
        default=(20_000, 900_000), description="How often channels that were not joined are read: [busiest, quietest]"
    )
    joins: Joins = Field(default=Joins(), description="How channels are joined")


class Preview(Section):
    """How public pages of Telegram are read, without an account."""

    base: Web = Field(default="https://t.me", description="Where the pages are: Telegram's own, or a mirror")
    poll: Annotated[tuple[Often, Often], AfterValidator(rising)] = Field(
        default=(30_000, 900_000), description="How often a channel's page is read: [busiest, quietest]"
    )


class Feeds(Section):
    """How feeds are read."""

    poll: Annotated[tuple[Often, Often], AfterValidator(rising)] = Field(
        default=(60_000, 3_600_000), description="How often a feed is read: [busiest, quietest]"
    )


class Pages(Section):
    """The page for health and metrics, and for links in messages."""

    listen: Listen = Field(default=("127.0.0.1", 9464), description="host:port, or off")
    address: Annotated[Base, AfterValidator(of_a_page)] | None = Field(
        default=None,
        description="Where those who are told reach the page, as in https://monitor.example.org; without it no links",
    )


class Defaults(Section):
    """What holds where nothing else is said."""

    channel: ChannelDefaults = Field(default=ChannelDefaults(), description="For channels")
    notify: list[str] = Field(default=[], description="Receivers of rules that name none")
    alert: Alert = Field(default=Alert(), description="For rules")


class Operators(Section):
    """Who is told of what happens to the watch itself; without it nobody is."""

    notify: Annotated[list[str], Field(min_length=1)] = Field(description="Receivers")
    of: Annotated[list[Matter], Field(min_length=1)] = Field(
        default=list(MATTERS), description="What they are told of; default: all of it"
    )


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

    version: Literal["1"] = Field(description="The version of this format: 1")
    database: Secret = Field(default=SecretStr("sqlite:///var/monitor.db"), description="Where everything is kept")
    proxy: Annotated[SecretStr | None, BeforeValidator(proxy_address)] = Field(
        default=None, description="socks5://, http:// or mtproxy:// host:port"
    )
    telegram: Telegram | None = Field(default=None, description="How to reach Telegram")
    preview: Preview = Field(default=Preview(), description="How public pages are read, without an account")
    feeds: Feeds = Field(default=Feeds(), description="How feeds are read")
    web: Pages = Field(default=Pages(), description="Health, metrics, and what links lead to")
    defaults: Defaults = Field(default=Defaults(), description="What holds where nothing else is said")
    keep: Keep = Field(default=Keep(), description="For how long what is stored is kept")
    stories: Stories = Field(default=Stories(), description="How far apart posts of one story may be")
    verdicts: Verdicts = Field(default=Verdicts(), description="How a desk grades stories and claims")
    media: Media = Field(default=Media(), description="Where fetched files are kept, and how many")
    operators: Operators | None = Field(default=None, description="Who is told of what happens to the watch itself")
    times: dict[Id, Time | Annotated[list[Time], Field(min_length=1)]] = Field(
        default={}, description="Times that come again, by name, for `mute` and `active` of rules"
    )
    inhibit: list[Inhibit] = Field(default=[], description="Alerts that make others superfluous")
    heartbeat: Heartbeat | None = Field(default=None, description="Who is called while all is well")
