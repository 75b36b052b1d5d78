"""How a client without a key gets one: the server's half of the Diffie-Hellman exchange."""

import os
import time
from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import Any

import rsa
from telethon import functions
from telethon import helpers as telethon_helpers
from telethon.crypto import AES, AuthKey
from telethon.crypto.rsa import _compute_fingerprint, get_byte_array
from telethon.tl import types

from monitor.testing.telegram.framing import MalformedError
from monitor.testing.telegram.password import GENERATOR, PRIME
from monitor.testing.telegram.wire import parsed

_KEY_FILE = Path(__file__).with_name("loopback_test_key.pem")
# Any two primes do: the client factors their product to show that it did some work.
_P, _Q = 998_244_353, 1_000_000_007
_SHORT_KEY = 255 * 8


@cache
def _private_key() -> Any:
    return rsa.PrivateKey.load_pkcs1(_KEY_FILE.read_bytes())


@cache
def public_key_pem() -> str:
    """The PKCS#1 PEM that a client must trust to shake hands with this server."""
    key = _private_key()
    return str(rsa.PublicKey(key.n, key.e).save_pkcs1().decode("ascii"))


class Handshake:
    """One connection's exchange. `key` is there when the last step is through."""

    def __init__(self) -> None:
        self.key: AuthKey | None = None
        self._begin()

    def _begin(self) -> None:
        self._server_nonce = int.from_bytes(os.urandom(16), "big", signed=True)
        self._new_nonce = 0
        self._exponent = int.from_bytes(os.urandom(256), "big")
        self._aes: tuple[bytes, bytes] = (b"", b"")

    def answer(self, request: Any) -> Any:
        """The reply to the next step.

        Raises:
            MalformedError: the step makes no sense here.
        """
        if isinstance(request, functions.ReqPqMultiRequest | functions.ReqPqRequest):
            self._begin()
            fingerprint = _compute_fingerprint(_private_key())
            return types.ResPQ(request.nonce, self._server_nonce, get_byte_array(_P * _Q), [fingerprint])
        if isinstance(request, functions.ReqDHParamsRequest):
            return self._offer(request)
        if isinstance(request, functions.SetClientDHParamsRequest) and self._aes[0]:
            return self._agree(request)
        raise MalformedError(f"{type(request).__name__} is no step of a handshake")

    def _offer(self, request: Any) -> Any:
        key = _private_key()
        plain = pow(int.from_bytes(request.encrypted_data, "big"), key.d, key.n).to_bytes(256, "big")[1:]
        inner = parsed(plain[20:])
        if sha1(inner._bytes(), usedforsecurity=False).digest() != plain[:20]:
            raise MalformedError("the handshake was encrypted for another key")
        self._new_nonce = inner.new_nonce
        self._aes = telethon_helpers.generate_key_data_from_nonce(self._server_nonce, self._new_nonce)
        half = get_byte_array(pow(GENERATOR, self._exponent, PRIME))
        data = types.ServerDHInnerData(
            request.nonce, self._server_nonce, GENERATOR, get_byte_array(PRIME), half, int(time.time())
        )._bytes()
        sealed = AES.encrypt_ige(sha1(data, usedforsecurity=False).digest() + data, *self._aes)
        return types.ServerDHParamsOk(request.nonce, self._server_nonce, sealed)

    def _agree(self, request: Any) -> Any:
        inner = parsed(AES.decrypt_ige(request.encrypted_data, *self._aes)[20:])
        shared = pow(int.from_bytes(inner.g_b, "big"), self._exponent, PRIME)
        key = AuthKey(get_byte_array(shared))
        if shared.bit_length() <= _SHORT_KEY:
            # Telethon leaves leading zeros off, and its string sessions then restore another key: once in 256 runs.
            return types.DhGenRetry(request.nonce, self._server_nonce, key.calc_new_nonce_hash(self._new_nonce, 2))
        self.key = key
        return types.DhGenOk(request.nonce, self._server_nonce, key.calc_new_nonce_hash(self._new_nonce, 1))
