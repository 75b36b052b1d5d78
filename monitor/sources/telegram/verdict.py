"""What a failure means: for this call, this channel, or the whole account. Pure."""

from dataclasses import dataclass
from typing import Literal

from telethon import errors

Scope = Literal["account", "channel", "flood", "passing", "refused"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` is a name for `SourceChanged`; `detail` a sentence; `seconds` a wait that the server named."""

    scope: Scope
    state: str
    detail: str
    seconds: float = 0.0


class ChannelClosed(Exception):
    """A channel cannot be read or joined by this account."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


_LOGIN = "run `monitor login` for this account"

_ACCOUNT: tuple[tuple[type[Exception], str, str], ...] = (
    (errors.UserDeactivatedBanError, "banned", "Telegram has banned this account; use another one"),
    (errors.UserDeactivatedError, "banned", "this account was deleted or deactivated; use another one"),
    (errors.PhoneNumberBannedError, "banned", "Telegram has banned this account's number; use another one"),
    (
        errors.AuthKeyDuplicatedError,
        "unauthorized",
        f"the session was used from two places at once, so Telegram ended it; {_LOGIN} and use it in one place",
    ),
    (errors.SessionRevokedError, "unauthorized", f"the session was ended from another device; {_LOGIN}"),
    (errors.SessionExpiredError, "unauthorized", f"the session has expired; {_LOGIN}"),
    (errors.SessionPasswordNeededError, "unauthorized", f"the sign-in lacks its two-factor password; {_LOGIN}"),
    (errors.AuthKeyNotFound, "unauthorized", f"Telegram does not know this session's key; {_LOGIN}"),
    (errors.UnauthorizedError, "unauthorized", f"Telegram does not accept this session; {_LOGIN}"),
    (errors.ApiIdInvalidError, "unauthorized", "Telegram does not know this api_id and api_hash; check them"),
    (errors.ConnectionApiIdInvalidError, "unauthorized", "Telegram does not know this api_id; check it"),
)

_CHANNEL: tuple[tuple[type[Exception], str, str], ...] = (
    (errors.ChannelPrivateError, "private", "the channel is private now, or has banned this account"),
    (errors.ChatForbiddenError, "private", "the channel does not let this account in"),
    (errors.ChannelPublicGroupNaError, "private", "the channel is not public any more"),
    (errors.UserBannedInChannelError, "private", "the channel has banned this account"),
    (errors.ChannelInvalidError, "vanished", "Telegram does not know this channel any more"),
    (errors.PeerIdInvalidError, "vanished", "Telegram does not know this channel any more"),
    (errors.ChannelsTooMuchError, "full", "the account is in as many channels as Telegram allows"),
    (errors.InviteRequestSentError, "asked", "the channel's owners decide who may join it, and have been asked"),
    (errors.UsernameNotOccupiedError, "vanished", "nobody has this handle; check its spelling"),
    (errors.UsernameInvalidError, "vanished", "this is no possible handle; check its spelling"),
)

_PASSING: tuple[type[BaseException], ...] = (
    errors.ServerError,
    errors.TimedOutError,
    errors.InvalidDCError,
    errors.PersistentTimestampInvalidError,
    OSError,
    EOFError,
    TimeoutError,
    BufferError,
    errors.SecurityError,
    errors.InvalidChecksumError,
    errors.BadMessageError,
)


def judge(error: BaseException) -> Verdict | None:
    """The verdict on an error of a call or a connection; None for what is a bug of ours."""
    if isinstance(error, errors.FloodError):
        seconds = max(1.0, float(getattr(error, "seconds", 0) or 60))
        return Verdict("flood", "flooded", f"Telegram asks to wait {seconds:.0f} s", seconds)
    for kinds, scope in ((_ACCOUNT, "account"), (_CHANNEL, "channel")):
        for kind, state, detail in kinds:
            if isinstance(error, kind):
                return Verdict("account" if scope == "account" else "channel", state, detail)
    if isinstance(error, _PASSING) or "python_socks" in type(error).__module__:
        return Verdict("passing", "disconnected", name_of(error))
    if isinstance(error, errors.RPCError):
        return Verdict("refused", "failed", f"Telegram refused: {name_of(error)}")
    return None


def name_of(error: BaseException) -> str:
    """A failure in words that hold no secret: its own message may carry addresses or contents."""
    message = getattr(error, "message", None)
    if isinstance(error, errors.RPCError) and isinstance(message, str) and message.isupper():
        return message
    return type(error).__name__.removesuffix("Error") or type(error).__name__
