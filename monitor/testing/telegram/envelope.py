"""The server's half of MTProto 2.0 encryption: opens what clients seal, seals what they open."""

import os
import struct
import time
from dataclasses import dataclass
from hashlib import sha256

from telethon.crypto import AES, AuthKey
from telethon.network.mtprotostate import MTProtoState

from monitor.testing.telegram.framing import MalformedError

_HEAD = struct.Struct("<qqqii")


@dataclass(frozen=True, slots=True)
class Opened:
    """A client's message: its session, its id, and its TL body."""

    session: int
    message_id: int
    body: bytes


def key_id_of(packet: bytes) -> int:
    """Which key a packet is sealed with; 0 means none (the handshake)."""
    return int.from_bytes(packet[:8], "little")


class Numbering:
    """Message ids as a server gives them: odd, growing, close to now. Telethon checks all three."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, *, reply: bool) -> int:
        """1 mod 4 for a reply, 3 mod 4 for a push."""
        base = max(int(time.time() * 2**32) & ~3, (self._last & ~3) + 4)
        self._last = base | (1 if reply else 3)
        return self._last


class Envelope:
    """One connection's use of an auth key. `session` is the client's current session id."""

    def __init__(self, key: AuthKey, numbering: Numbering) -> None:
        self.session = 0
        self._secret: bytes = key.key
        self._key_id = int(key.key_id).to_bytes(8, "little")
        self._numbering = numbering
        self._content = 0

    def open(self, packet: bytes) -> Opened:
        """Decrypt a client's packet.

        Raises:
            MalformedError: it was not sealed with this key.
        """
        msg_key, sealed = packet[8:24], packet[24:]
        if not sealed or len(sealed) % 16:
            raise MalformedError("an encrypted packet of an impossible size")
        data = AES.decrypt_ige(sealed, *MTProtoState._calc_key(self._secret, msg_key, True))
        if sha256(self._secret[88:120] + data).digest()[8:24] != msg_key:
            raise MalformedError("wrong msg_key")
        _salt, session, message_id, _seq, length = _HEAD.unpack_from(data)
        return Opened(session, message_id, data[_HEAD.size : _HEAD.size + length])

    def restart(self, session: int) -> None:
        """The client began a new session: counting starts again."""
        self.session = session
        self._content = 0

    def seal(self, body: bytes, *, reply: bool, content: bool = True) -> bytes:
        """Encrypt a TL body for the client. `content` is False for what needs no acknowledgement."""
        seq = self._content * 2 + content
        self._content += content
        data = _HEAD.pack(0, self.session, self._numbering.next(reply=reply), seq, len(body)) + body
        data += os.urandom(-(len(data) + 12) % 16 + 12)
        msg_key = sha256(self._secret[96:128] + data).digest()[8:24]
        aes = MTProtoState._calc_key(self._secret, msg_key, False)
        return self._key_id + msg_key + bytes(AES.encrypt_ige(data, *aes))
