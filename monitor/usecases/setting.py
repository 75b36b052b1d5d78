"""What verbs need that can do with a part of the watch file: where the database is, and how to reach Telegram.

Whoever signs in has no session yet, and whoever looks at the status needs no password of a mail server: what else
is wrong or not set does not stop them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.config import parts
from monitor.config.document import Items, Node, Table
from monitor.config.gather import gather
from monitor.config.problems import Problems
from monitor.config.read import validated
from monitor.config.sections import Watch
from monitor.errors import ConfigError
from monitor.model import TelegramSpec

_PATH = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Setting:
    """The database's file, and how to reach Telegram without a session."""

    database: Path
    telegram: TelegramSpec | None


def database_of(config: Path, environ: Mapping[str, str]) -> Path:
    """The file of the database that a watch file names.

    Raises:
        ConfigError: the watch file does not say.
    """
    return _read(config, environ, ("version", "database")).database


def setting_of(config: Path, environ: Mapping[str, str]) -> Setting:
    """The database's file and how to reach Telegram.

    Raises:
        ConfigError: the watch file does not say.
    """
    return _read(config, environ, ("version", "database", "proxy", "telegram"))


def _read(config: Path, environ: Mapping[str, str], keys: tuple[str, ...]) -> Setting:
    said, problems = Problems(), Problems()
    gathered = gather(config, environ, said)
    if gathered is None:
        raise ConfigError(said.lines())
    main = gathered.main
    some = {key: _without_sessions(main.of[key]) for key in keys if key in main.of}
    read = validated(Watch, Table(some, main.place, main.keys), (), problems)
    if read is None:
        raise ConfigError([*problems.lines(), *said.lines()])
    try:
        url = parts.database(read.database.get_secret_value(), Path.cwd())
    except ValueError as error:
        raise ConfigError([f"{main.keys.get('database', main.place)}: database: {error}"]) from None
    telegram = parts.telegram(read.telegram, read.proxy) if read.telegram else None
    return Setting(Path(url.removeprefix(_PATH)), telegram)


def _without_sessions(node: Node) -> Node:
    if not isinstance(node, Table) or not isinstance(accounts := node.of.get("accounts"), Items):
        return node
    plain = tuple(_without(one, "session") if isinstance(one, Table) else one for one in accounts.of)
    return replace(node, of={**node.of, "accounts": replace(accounts, of=plain)})


def _without(table: Table, key: str) -> Table:
    return replace(table, of={name: node for name, node in table.of.items() if name != key})
