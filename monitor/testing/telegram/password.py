"""Two-factor passwords: the server's half of SRP as Telegram uses it."""

import os
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from telethon import password as client_half
from telethon.tl import types

# The 2048-bit safe prime that Telegram's servers offer; clients check any other for minutes.
PRIME = int(
    "C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F48198A0AA7C14058229493D22530F4DB"
    "FA336F6E0AC925139543AED44CCE7C3720FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F64"
    "2477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67CF9A4A4A695811051907E162753B56B0F6B41"
    "0DBA74D8A84B2A14B3144E0EF1284754FD17ED950D5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4"
    "E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850CE929851F0D8115F635B105EE2E4E15D04B2454BF"
    "6F4FADF034B10403119CD8E3B92FCC5B",
    16,
)
GENERATOR = 3
_SIZE = 256


class PasswordCheck:
    """One question for a password and the test of its answer."""

    def __init__(self, password: str) -> None:
        self._algorithm = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
            os.urandom(16), os.urandom(16), GENERATOR, _wide(PRIME)
        )
        secret = int.from_bytes(client_half.compute_hash(self._algorithm, password), "big")
        self._verifier = pow(GENERATOR, secret, PRIME)
        self._exponent = int.from_bytes(os.urandom(_SIZE), "big")
        multiplier = _number(_wide(PRIME), _wide(GENERATOR))
        self._half = (multiplier * self._verifier + pow(GENERATOR, self._exponent, PRIME)) % PRIME
        self._id = int.from_bytes(os.urandom(7), "big")

    def question(self) -> Any:
        """What account.getPassword answers."""
        return types.account.Password(
            new_algo=self._algorithm,
            new_secure_algo=types.SecurePasswordKdfAlgoUnknown(),
            secure_random=os.urandom(32),
            has_password=True,
            current_algo=self._algorithm,
            srp_B=_wide(self._half),
            srp_id=self._id,
        )

    def holds(self, answer: Any) -> bool:
        """Whether an InputCheckPasswordSRP shows knowledge of the password."""
        if not isinstance(answer, types.InputCheckPasswordSRP):
            return False
        theirs = int.from_bytes(answer.A, "big")
        scramble = _number(_wide(theirs), _wide(self._half))
        shared = pow(theirs * pow(self._verifier, scramble, PRIME), self._exponent, PRIME)
        return compare_digest(self._proof(_wide(theirs), _digest(_wide(shared))), answer.M1)

    def _proof(self, theirs: bytes, session_key: bytes) -> bytes:
        mixed = int.from_bytes(_digest(_wide(PRIME)), "big") ^ int.from_bytes(_digest(_wide(GENERATOR)), "big")
        salts = _digest(self._algorithm.salt1) + _digest(self._algorithm.salt2)
        return _digest(mixed.to_bytes(32, "big") + salts + theirs + _wide(self._half) + session_key)


def _wide(number: int) -> bytes:
    return number.to_bytes(_SIZE, "big")


def _digest(data: bytes) -> bytes:
    return sha256(data).digest()


def _number(*parts: bytes) -> int:
    return int.from_bytes(_digest(b"".join(parts)), "big")
