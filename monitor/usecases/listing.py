"""Every kind that this installation has, with its options."""

from dataclasses import replace
from typing import Any, ClassVar, cast

from monitor.config.schema import Row, describe
from monitor.config.sections import Channel, Feed
from monitor.kinds import discover


class _TelegramChannel:
    """A public Telegram channel, read through an account or from its public page."""

    kind: ClassVar[str] = "telegram"
    options: ClassVar[type[Any]] = Channel


class _Feed:
    """A site's feed: RSS, Atom or JSON Feed."""

    kind: ClassVar[str] = "feed"
    options: ClassVar[type[Any]] = Feed


_SOURCES = cast("Any", {one.kind: one for one in (_TelegramChannel, _Feed)})


def every_kind() -> tuple[Row, ...]:
    """Conditions, then sources, then sinks."""
    kinds = discover()
    sources = (replace(row, sort="source") for row in describe({}, _SOURCES))
    return (*describe(kinds.conditions, {}), *sources, *describe({}, kinds.sinks))
