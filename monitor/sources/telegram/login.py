"""Signing in: phone, code, two-factor password."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from telethon import errors

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.model import TelegramSpec
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.transport import make_login_client
from monitor.sources.telegram.verdict import judge

Ask = Callable[[str], Awaitable[str]]
"""Asks the user for "phone", "code" or "password"; the last one is not to be shown."""

TRIES = 3

_PHONE = re.compile(r"\+?[0-9 ()-]+")
_DIGITS = (5, 15)
_NO_PHONE = "this is no phone number; write it with its country code, such as +380441234567"

_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (errors.PhoneNumberInvalidError, _NO_PHONE),
    (errors.PhoneNumberUnoccupiedError, "no Telegram account has this number; create one in a Telegram app first"),
    (errors.PhoneNumberBannedError, "Telegram has banned this number; use another account"),
    (errors.PhoneNumberFloodError, "too many sign-ins with this number; try again tomorrow"),
    (errors.PhonePasswordFloodError, "too many wrong passwords; try again tomorrow"),
    (errors.PhoneCodeExpiredError, "the code has expired; start again to get a new one"),
    (errors.PhoneCodeInvalidError, "the code was wrong too often; start again to get a new one"),
    (errors.PasswordHashInvalidError, "the two-factor password was wrong too often; start again"),
    (errors.ApiIdInvalidError, "Telegram does not know this api_id and api_hash; check them"),
)


async def login(
    spec: TelegramSpec, ask: Ask, *, say: Callable[[str], None] = lambda _sentence: None, pace: Pace | None = None
) -> str:
    """Sign in and return the session string, as secret as the account itself. `say` is told what went wrong.

    Raises:
        Rejected: Telegram did not let the user in; the message says why and what to do.
        Unavailable: Telegram cannot be reached, or asks to wait (`retry_after`).
    """
    client = make_login_client(spec, pace or Pace())
    try:
        await client.connect()
        await _sign_in(client, ask, say)
        return str(client.session.save())
    except MonitorError:
        raise
    except Exception as error:  # noqa: BLE001 - what `_explain` does not know it hands back, to be raised as it is
        raise _explain(error) from None
    finally:
        await client.disconnect()


async def _sign_in(client: Any, ask: Ask, say: Callable[[str], None]) -> None:
    phone = await _phone(ask, say)
    await client.send_code_request(phone)

    async def try_code(code: str) -> bool:
        """Whether a password is wanted too."""
        try:
            await client.sign_in(phone, code)
        except errors.SessionPasswordNeededError:
            return True
        return False

    async def try_password(password: str) -> bool:
        await client.sign_in(password=password)
        return False

    if await _repeat(ask, say, "code", errors.PhoneCodeInvalidError, try_code):
        await _repeat(ask, say, "password", errors.PasswordHashInvalidError, try_password)


async def _phone(ask: Ask, say: Callable[[str], None]) -> str:
    """A number as people write it: Telethon fails on anything else."""
    for _ in range(TRIES):
        answer = (await ask("phone")).strip()
        if _PHONE.fullmatch(answer) and _DIGITS[0] <= sum(one.isdigit() for one in answer) <= _DIGITS[1]:
            return answer
        say("This is no phone number; try again.")
    raise Rejected(_NO_PHONE)


async def _repeat(
    ask: Ask,
    say: Callable[[str], None],
    what: str,
    wrong: type[Exception],
    attempt: Callable[[str], Awaitable[bool]],
) -> bool:
    for left in range(TRIES - 1, -1, -1):
        answer = await ask(what)
        try:
            return await attempt(answer if what == "password" else answer.strip())
        except wrong:
            if not left:
                raise
            say(f"The {what} is wrong; try again.")
    return False


def _explain(error: Exception) -> Exception:
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return Rejected(sentence)
    verdict = judge(error)
    if verdict is None:
        return error
    if verdict.scope == "flood":
        return Unavailable(f"{verdict.detail}; try again then", retry_after=verdict.seconds)
    if verdict.scope == "passing":
        return Unavailable(f"Telegram cannot be reached ({verdict.detail}); check the network and the proxy")
    return Rejected(verdict.detail)
