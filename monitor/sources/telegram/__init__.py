"""Telegram through an account."""

from monitor.lean import without

with without("PIL"):  # pictures that are sent would be made smaller; none is sent
    import telethon  # noqa: F401

from monitor.sources.telegram.accounts import Accounts
from monitor.sources.telegram.login import login
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.session import SessionLock, read_session, write_session
from monitor.sources.telegram.source import TelegramSource
from monitor.sources.telegram.visit import History, Resolved, backfill, resolve

__all__ = [
    "Accounts",
    "History",
    "Pace",
    "Resolved",
    "SessionLock",
    "TelegramSource",
    "backfill",
    "login",
    "read_session",
    "resolve",
    "write_session",
]
