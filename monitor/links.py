"""Signed links by which people take up or close an alert from a chat or a mail: whoever holds one may use it, once.

A token is `payload ‖ HMAC-SHA256(key, payload)` in base64 for addresses. The payload names the alert, the act, the
entry of the receiver that the link was sent to, and until when it is good. There is nothing random in it: a message
that is sent again carries the same link, and it is used up with the first.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.msgpack import Decoder, encode

from monitor.errors import InputError
from monitor.model import Millis, Notice, NoticeKind

GOOD_FOR = 7 * 86_400_000
"""How long (ms) a link is good, from the notice that brings it on."""

LinkKind = Literal["acknowledged", "closed"]
LABELS: dict[LinkKind, str] = {"acknowledged": "Acknowledge", "closed": "Close"}

_KEY = 32  # bytes
_MAC = 32
_LONGEST = 1_000  # of a token: ids and names are short
_PURPOSE = b"channel-monitor act 1\0"  # what else this key may sign one day is no link

# What tells of something over, or of several alerts at once, has nothing to do in it.
_NOTHING_TO_DO: frozenset[NoticeKind] = frozenset({"closed", "continues", "away", "late", "digest", "quiet", "budget"})


class Link(Struct, frozen=True, array_like=True):
    """What a link is for. `until`: from then on (ms) it is no good."""

    alert: str
    kind: LinkKind
    receiver: str
    entry: str
    until: Millis


class Opened(Struct, frozen=True):
    """A link that we made. `mark` is by what its use is remembered; the link cannot be had from it."""

    link: Link
    mark: str


_DECODER = Decoder(Link)


class Signer:
    """Makes links and knows its own. `address` is that of the page, as those who are told can reach it."""

    def __init__(self, key: bytes, address: str) -> None:
        self._key = key
        self._base = f"{address.rstrip('/')}/act/"

    def links(self, notice: Notice, receiver: str, entry: str, now: Millis) -> tuple[tuple[str, str], ...]:
        """What a reader of a notice may do: (label, address) for each act. `now`: when the notice was made."""
        now_at = notice.newest or notice.kind  # one that stands in for others may open the alert, and close it as well
        if now_at in _NOTHING_TO_DO or not notice.rule:
            return ()
        kinds: tuple[LinkKind, ...] = ("closed",) if now_at == "acknowledged" else ("acknowledged", "closed")
        made = (Link(notice.alert, kind, receiver, entry, now + GOOD_FOR) for kind in kinds)
        return tuple((LABELS[link.kind], self._base + self.token(link)) for link in made)

    def token(self, link: Link) -> str:
        payload = encode(link)
        return base64.urlsafe_b64encode(payload + self._mac(payload)).rstrip(b"=").decode()

    def opened(self, token: str) -> Opened | None:
        """What a token is for, if we made it; whether it is still good is another question."""
        if not 0 < len(token) <= _LONGEST or not token.isascii():
            return None
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        payload, mac = raw[:-_MAC], raw[-_MAC:]
        if not payload or not hmac.compare_digest(mac, self._mac(payload)):
            return None
        try:
            link = _DECODER.decode(payload)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return None
        # The last sign of base64 has bits to spare: the mark is of what was signed, not of how it was written.
        return Opened(link, hashlib.sha256(mac).hexdigest()[:32])

    def _mac(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, _PURPOSE + payload, hashlib.sha256)


def key_file(database: Path) -> Path:
    """Where the key is kept: beside the database, by its name."""
    return database.with_suffix(".key")


def read_key(path: Path) -> bytes:
    """The key of a file, which is made, mode 0600, where there is none. Whoever removes it ends all links.

    Raises:
        InputError: it is no key, or others can read it.
    """
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return _made(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InputError(f"{path}: others can read this key, and so act on every alert; run `chmod 600 {path}`")
    if len(key) != _KEY:
        raise InputError(f"{path}: is no key of {_KEY} bytes; remove it, and the next start makes another")
    return key


def _made(path: Path) -> bytes:
    """Whole or not at all, and never in place of one that another process made meanwhile."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY))
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        Path(temporary).unlink(missing_ok=True)
    return path.read_bytes()
