"""Every kind that this installation has, with its options."""

from dataclasses import replace
from typing import Any, ClassVar, cast

from monitor.config.schema import Row, describe
from monitor.config.sections import Channel
from monitor.kinds import discover


class _TelegramChannel:
    """A public Telegram channel, read through an account."""

    kind: ClassVar[str] = "telegram"
    options: ClassVar[type[Any]] = Channel


_SOURCES = cast("Any", {_TelegramChannel.kind: _TelegramChannel})


def every_kind() -> tuple[Row, ...]:
    """Conditions, then sources, then sinks."""
    kinds = discover()
    sources = (replace(row, sort="source") for row in describe({}, _SOURCES))
    return (*describe(kinds.conditions, {}), *sources, *describe({}, kinds.sinks))
