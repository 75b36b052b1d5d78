"""forward: where a post comes from."""

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from monitor.model import ChannelSpec, Evidence
from monitor.model import Forward as Origin
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options
from monitor.rules.conditions._words import Words


class ForwardOptions(Options):
    """Either `from` or `any: true`."""

    short: ClassVar[str] = "from"

    from_: Words = Field(
        default=(),
        alias="from",
        description="channels that it is forwarded from: handles, numeric ids, or names or labels of watched channels",
    )
    any: bool = Field(default=False, description="true: forwarded from anywhere")

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if bool(self.from_) == self.any:
            raise ValueError("wants either `from: [channel, ...]` or `any: true`")
        return self


class Forward:
    """The post is forwarded, from anywhere or from these channels."""

    kind: ClassVar[str] = "forward"
    options: ClassVar[type[Options]] = ForwardOptions

    def compile(self, options: ForwardOptions, scope: Scope) -> Atom:
        called = {sign: asked for asked in options.from_ for sign in _signs(asked, scope.channels)}
        return _Forwarded(called)

    @staticmethod
    def features(reading: Reading) -> Collection[str]:
        """ "forward", and how its origin may be called."""
        return ("forward", *_origin_signs(reading.post.forward)) if reading.post.forward is not None else ()


class _Forwarded:
    beyond_text = True

    def __init__(self, called: dict[str, str]) -> None:
        self._called = called
        self.signs: frozenset[Sign] | None = frozenset(called) or frozenset({"forward"})

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        origin = reading.post.forward
        if origin is None:
            return None
        found = f"@{origin.handle}" if origin.handle else origin.name or str(origin.channel or "a hidden author")
        if not self._called:
            return (Evidence(Forward.kind, "any", found, field="forward"),)
        asked = next((self._called[sign] for sign in _origin_signs(origin) if sign in self._called), None)
        return None if asked is None else (Evidence(Forward.kind, asked, found, field="forward"),)


def _origin_signs(origin: Origin) -> Iterable[str]:
    if origin.handle:
        yield f"forward:{origin.handle.lower()}"
    if origin.channel is not None:
        yield f"forward:{_bare(str(origin.channel))}"


def _signs(asked: str, channels: Sequence[ChannelSpec]) -> set[str]:
    """What a handle, id, name or label may be seen as."""
    name = asked.strip().lower()
    labelled = {spec.address.lower() for spec in channels if name == spec.name.lower() or name in _lower(spec.labels)}
    return {f"forward:{each}" for each in {_bare(name.removeprefix("@")), *labelled}}


def _lower(labels: Iterable[str]) -> set[str]:
    return {label.lower() for label in labels}


def _bare(channel: str) -> str:
    """A channel's id without the mark (-100) that some clients put before it; anything else as it is."""
    return channel.removeprefix("-100") if channel.removeprefix("-").isdecimal() else channel
