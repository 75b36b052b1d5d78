"""Which addresses a request may connect to: asked for every attempt, after names are resolved."""

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

# What the registries call special beyond `is_global` of Python 3.11, and a cloud's metadata on a public address.
_CLOSED_V4 = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
_OPEN_V6 = ip_network("2000::/3")
_CLOSED_V6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


class ForbiddenAddressError(OSError):
    """An address that a receiver may only use with `allow_private: true`."""

    def __init__(self) -> None:
        # One text for all: where every address of a name is refused, the connector then raises this very error.
        super().__init__(errno.EACCES, "the address is private, local or reserved")


def is_public(address: str) -> bool:
    """Whether an IP address (with or without a zone) belongs to the public internet, for one receiver only."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in net for net in _CLOSED_V4)
    return ip in _OPEN_V6 and not any(ip in net for net in _CLOSED_V6)


def guarded_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket for one connection attempt. Raises `ForbiddenAddressError` for an address that is not public."""
    family, kind, proto, _, target = info
    if not is_public(str(target[0])):
        raise ForbiddenAddressError
    return socket.socket(family, kind, proto)
