"""Short visits to Telegram: signing in, looking handles up. The daemon must not use the account meanwhile."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from monitor.config.load import Loaded
from monitor.errors import UsageError
from monitor.lookalikes import guess
from monitor.model import AccountSpec, TelegramSpec
from monitor.ports.clock import Clock
from monitor.sources.telegram import Pace, SessionLock, read_session, write_session
from monitor.sources.telegram import login as sign_in_at
from monitor.sources.telegram import resolve as resolve_at
from monitor.sources.telegram.session import session_file
from monitor.store.engine import database_path
from monitor.usecases.setting import setting_of

Ask = Callable[[str], Awaitable[str]]
"""Asks the user for "phone", "code" or "password"; the last one is not to be shown."""


async def sign_in(
    config: Path,
    name: str,
    environ: Mapping[str, str],
    ask: Ask,
    say: Callable[[str], None],
    *,
    keep: bool = True,
    pace: Pace | None = None,
) -> tuple[Path, str]:
    """Sign an account in. Returns its session file, written if `keep`, and the session itself: a secret.

    Raises:
        ConfigError: the watch file does not say how to reach Telegram.
        UsageError: it has no such account.
        AlreadyRunningError: a daemon uses the session.
        Rejected: Telegram did not let the user in.
        Unavailable: Telegram cannot be reached, or asks to wait.
    """
    setting = setting_of(config, environ)
    if setting.telegram is None:
        raise UsageError(f"{config} has no section telegram:; add api_id, api_hash and accounts (see `monitor init`)")
    _check_known(name, setting.telegram, config)
    file = session_file(setting.database.parent, name)
    with SessionLock(file):
        session = await sign_in_at(setting.telegram, ask, say=say, pace=pace)
        if keep:
            write_session(file, session)
    return file, session


def _check_known(name: str, telegram: TelegramSpec, config: Path) -> None:
    known = [account.name for account in telegram.accounts]
    if name not in known:
        near = guess(name, known, quoted=True) or f"there are: {', '.join(known)}"
        raise UsageError(f"{config} has no account {name!r}; {near}")


async def lost_channels(loaded: Loaded, clock: Clock, pace: Pace | None = None) -> tuple[str, ...]:
    """Ask Telegram where all handles lead; those that lead nowhere, as `file:line: path: sentence`. Feeds have none.

    Raises:
        NotFoundError, InputError: nobody has signed in yet, or the session cannot be read.
        AlreadyRunningError: a daemon uses the account.
        Rejected: the session is not accepted.
        Unavailable: Telegram cannot be reached.
    """
    spec = loaded.spec
    asked = [(number, one.address) for number, one in enumerate(spec.channels) if one.kind == "telegram"]
    if spec.telegram is None or not asked:
        return ()
    account = spec.telegram.accounts[0]
    with session_of(account, database_path(spec.database.get_secret_value()).parent) as session:
        handles = [address for _, address in asked]
        found = await resolve_at(spec.telegram, account, handles, session=session, clock=clock, pace=pace)
    return tuple(
        f"{loaded.where.line_of(('channels', number))}: channels[{number}].telegram: {item.handle}: {item.problem}"
        for (number, _), item in zip(asked, found, strict=True)
        if item.problem
    )


@contextmanager
def session_of(account: AccountSpec, folder: Path) -> Iterator[str]:
    """The session of an account, held for this process as long as the block lasts.

    Raises:
        AlreadyRunningError: another process uses it.
        NotFoundError, InputError: there is none, or it cannot be read.
    """
    file = session_file(folder, account.name)
    with SessionLock(file):
        yield account.session.get_secret_value() if account.session else read_session(file)
