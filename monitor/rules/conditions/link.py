"""link: what a post's links point to."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from monitor.language.addresses import Address, addresses, ascii_host, host
from monitor.model import Evidence
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options
from monitor.rules.conditions._words import Words

_DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,}")


def _domains(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if _DOMAIN.fullmatch(ascii_host(value)) is None:
            raise ValueError(f"{value!r} is no domain; write it as x.com, without scheme or path")
    return tuple(ascii_host(value) for value in values)


class LinkOptions(Options):
    """Domains, at least one."""

    short: ClassVar[str] = "domain"

    domain: Annotated[Words, AfterValidator(_domains)] = Field(
        min_length=1, description="domains; x.com stands for its sub-domains too (mobile.x.com), never for max.com"
    )


class Link:
    """A link of the post points to one of these domains or to a sub-domain."""

    kind: ClassVar[str] = "link"
    options: ClassVar[type[Options]] = LinkOptions

    def compile(self, options: LinkOptions, scope: Scope) -> Atom:  # noqa: ARG002  it needs no literals
        return _PointsTo(frozenset(options.domain))

    @staticmethod
    def features(reading: Reading) -> Collection[str]:
        """ "link:" with every domain that a link lies under."""
        return {
            f"link:{domain}" for address in addresses(reading.post, names=True) for domain in _above(host(address.url))
        }


class _PointsTo:
    beyond_text = False

    def __init__(self, domains: frozenset[str]) -> None:
        self._domains = domains
        self.signs: frozenset[Sign] | None = frozenset(f"link:{domain}" for domain in domains)

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        return [
            _evidence(domain, address)
            for address in addresses(reading.post, names=True)
            for domain in _above(host(address.url))
            if domain in self._domains
        ] or None


def _evidence(domain: str, address: Address) -> Evidence:
    field = "links" if address.start is None else "text"
    return Evidence(Link.kind, domain, address.url, address.start, address.end, field)


def _above(name: str) -> Iterable[str]:
    """A host and the domains that it lies under: mobile.x.com, x.com, com."""
    while name:
        yield name
        name = name.partition(".")[2]
