"""Addresses that nothing will ever be sent to: private ones, without the leave for it. Nothing is resolved."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from monitor.config.load import Loaded
from monitor.net.guard import is_public

_ADDRESSES = ("url", "base", "server", "homeserver", "host")
_HERE = "localhost"
_SAID = "is a private, local or reserved address, where nothing is sent without `allow_private: true`"


def out_of_reach(read: Loaded) -> Iterator[str]:
    """A full line for each address that the guard will refuse whatever the network: as `check` prints problems.

    The address itself is not shown: it may be a secret. What a name leads to is known when something is sent.
    """
    spec, problem = read.spec, read.where.problem
    for receiver in spec.receivers.values():
        for index, entry in enumerate(receiver.entries):
            if getattr(entry.options, "allow_private", True):
                continue
            for key in _private(entry.options):
                yield problem(("receivers", receiver.name, "to", index, entry.kind, key), _SAID)
    for number, channel in enumerate(spec.channels):
        if channel.kind == "feed" and not channel.allow_private and is_private(channel.address):
            yield problem(("channels", number, "feed"), _SAID.replace("sent", "read"))
    beat = spec.heartbeat
    if beat is not None and not beat.allow_private and is_private(beat.url.get_secret_value()):
        yield problem(("heartbeat", "url"), _SAID)


def _private(options: BaseModel) -> Iterator[str]:
    for key in _ADDRESSES:
        said = getattr(options, key, None)
        if isinstance(said, SecretStr):
            said = said.get_secret_value()
        if isinstance(said, str) and is_private(said):
            yield key


def is_private(address: str) -> bool:
    """Whether a URL or a host tells by itself that it is not of the public internet."""
    host = (urlsplit(address).hostname if "://" in address else address) or ""
    if host == _HERE or host.endswith(f".{_HERE}"):
        return True
    try:
        return not is_public(host)
    except ValueError:  # a name
        return False
