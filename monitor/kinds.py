"""The doorbell board: finds what kinds live in a folder. Adding a kind is adding a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, cast

from monitor.errors import KindTakenError
from monitor.ports.condition import Condition
from monitor.ports.sink import Sink


@dataclass(frozen=True, slots=True)
class Kinds:
    """Every condition and sink that this installation has, by kind."""

    conditions: Mapping[str, type[Condition]]
    sinks: Mapping[str, type[Sink]]


def discover() -> Kinds:
    """Look into the folders of conditions and sinks."""
    return Kinds(
        conditions=cast("Mapping[str, type[Condition]]", kinds_in("monitor.rules.conditions")),
        sinks=cast("Mapping[str, type[Sink]]", kinds_in("monitor.sinks")),
    )


def kinds_in(package: str) -> Mapping[str, type[Any]]:
    """The classes with a `kind` in the modules of a package; names with a leading `_` are shared parts.

    Raises:
        KindTakenError: two classes have the same kind.
    """
    found: dict[str, type[Any]] = {}
    for info in iter_modules(import_module(package).__path__):
        if info.name.startswith("_"):
            continue
        module = import_module(f"{package}.{info.name}")
        for cls in vars(module).values():
            kind = _kind_of(cls, module.__name__)
            if kind is None:
                continue
            if kind in found:
                raise KindTakenError(
                    f"{module.__name__}: kind {kind!r} is already taken by {found[kind].__module__}; rename one of them"
                )
            found[kind] = cls
    return MappingProxyType(dict(sorted(found.items())))


def _kind_of(cls: object, module: str) -> str | None:
    if not isinstance(cls, type) or cls.__module__ != module:
        return None
    kind = vars(cls).get("kind")
    return kind if isinstance(kind, str) else None
