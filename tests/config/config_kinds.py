"""Small kinds of our own, so that these tests hold whatever the real kinds are."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, SecretStr

from monitor.model import Delivery, Notice, Receipt
from monitor.ports.condition import Atom, Scope
from monitor.ports.options import Duration, Options, Quoted, Size
from monitor.ports.sink import Part, Rate


def _pattern(text: str) -> str:
    if "(?=" in text:
        raise ValueError("look-ahead is not supported; use two conditions under `all:`")
    return text


def _web(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith("https://"):
        raise ValueError(f"{value.get_secret_value()} does not begin with https://")
    return value


class WordsOptions(Options):
    """Words."""

    short: ClassVar[str] = "any"
    any: list[str] = Field(default=[], description="Any of these")
    all: list[str] = Field(default=[], description="All of these")
    form: Literal["exact", "substring"] = Field(default="exact", description="How they stand")


class PatternOptions(Options):
    """A pattern."""

    short: ClassVar[str] = "pattern"
    pattern: Annotated[str, AfterValidator(_pattern), Field(min_length=1)] = Field(description="The pattern")


class EntityOptions(Options):
    """Entities."""

    short: ClassVar[str] = "any"
    refers: ClassVar[Mapping[str, Literal["entity", "channel"]]] = {"any": "entity"}
    any: list[str] = Field(min_length=1, description="Ids")


class ForwardOptions(Options):
    """An origin."""

    refers: ClassVar[Mapping[str, Literal["entity", "channel"]]] = {"from_": "channel"}
    from_: list[str] = Field(default=[], alias="from", description="Handles")


class SaidOptions(Options):
    """Entities, or text in quotes."""

    refers: ClassVar[Mapping[str, Literal["entity", "channel", "entity or text"]]] = {"who": "entity or text"}
    who: tuple[Quoted | str, ...] = Field(default=(), description="Whom it is about")


class MediaOptions(Options):
    """An attachment."""

    kind: Literal["photo", "video"] = Field(description="What is attached")
    longer_than: Duration | None = Field(default=None, description="Longer than this")
    larger_than: Size | None = Field(default=None, description="Larger than this")
    sound: bool = Field(default=True, description="Whether it must have sound")


class HookOptions(Options):
    """An address."""

    url: Annotated[SecretStr, AfterValidator(_web)] = Field(description="The address")
    secret: SecretStr | None = Field(default=None, description="The key")
    retries: int = Field(default=3, ge=1, le=9, description="How often")
    timeout: Duration = Field(default=15_000, description="How long")


class PlainOptions(Options):
    """Nothing that must be given."""

    colour: Literal["auto", "never"] = Field(default="auto", description="Colours")


class _Base:
    def compile(self, options: Any, scope: Scope) -> Atom:
        raise NotImplementedError


class Words(_Base):
    """Words stand in the text.

    More about it.
    """

    kind: ClassVar[str] = "keyword"
    options: ClassVar[type[Options]] = WordsOptions


class Pattern(_Base):
    """A pattern is found."""

    kind: ClassVar[str] = "regex"
    options: ClassVar[type[Options]] = PatternOptions


class Named(_Base):
    """An entity is named."""

    kind: ClassVar[str] = "entity"
    options: ClassVar[type[Options]] = EntityOptions


class Forwarded(_Base):
    """It is forwarded."""

    kind: ClassVar[str] = "forward"
    options: ClassVar[type[Options]] = ForwardOptions


class Said(_Base):
    """Something is said of somebody."""

    kind: ClassVar[str] = "said"
    options: ClassVar[type[Options]] = SaidOptions


class Media(_Base):
    """Something is attached."""

    kind: ClassVar[str] = "media"
    options: ClassVar[type[Options]] = MediaOptions


class _Out:
    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"
    parallel: ClassVar[int] = 1
    pace: ClassVar[tuple[Rate, ...]] = ()
    whole: ClassVar[bool] = False

    def __init__(self, options: Any, transport: Any) -> None:
        self.options_given = options

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        return [notice.title]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        return Receipt()


class Hook(_Out):
    """Posts to an address."""

    kind: ClassVar[str] = "webhook"
    options: ClassVar[type[Options]] = HookOptions


class Plain(_Out):
    """Prints."""

    kind: ClassVar[str] = "console"
    options: ClassVar[type[Options]] = PlainOptions


CONDITIONS: dict[str, Any] = {one.kind: one for one in (Words, Pattern, Named, Forwarded, Media, Said)}
SINKS: dict[str, Any] = {one.kind: one for one in (Hook, Plain)}
HEAD = """\
version: 1
telegram: {api_id: 1, api_hash: abc, accounts: [{name: desk-1}]}
channels:
  - {telegram: DIUkraine, side: ukraine, labels: [official]}
receivers:
  desk: {to: [console]}
defaults: {notify: [desk]}
"""
