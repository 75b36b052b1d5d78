"""Accounts, and the auth keys that stand for their sign-ins."""

import random
from dataclasses import dataclass, field
from typing import Any

from telethon.crypto import AuthKey
from telethon.tl import types

from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.password import PasswordCheck


@dataclass(slots=True, eq=False)
class User:
    """An account. A `password` makes sign-in ask for it. It may join `most_channels`."""

    id: int
    name: str
    phone: str
    password: str = ""
    banned: bool = False
    premium: bool = False
    most_channels: int = 500
    access_hash: int = field(default_factory=lambda: random.getrandbits(62))

    def tl(self) -> Any:
        """The account as it sees itself."""
        return types.User(
            self.id,
            is_self=True,
            premium=self.premium,
            first_name=self.name,
            phone=self.phone,
            access_hash=self.access_hash,
        )


@dataclass(slots=True, eq=False)
class Key:
    """An auth key. `user` is who signed in with it; `refusal` is what every call gets instead of an answer.

    `away`: the other data centre that it was made for; nothing is pushed there.
    """

    auth: AuthKey
    user: User | None = None
    refusal: CallError | None = None
    pending: User | None = None
    check: PasswordCheck | None = None
    code_hash: str = ""
    away: int = 0
