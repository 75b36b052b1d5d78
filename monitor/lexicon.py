"""The forms of names: what was worked out once is kept on the disk, the rest is worked out in a process of its own.

The dictionaries take seconds and 100 MB, which a daemon of months should not carry for an answer that never changes.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec
import structlog

from monitor.errors import MonitorError
from monitor.language.forms import Expansion, Name

log = structlog.get_logger()

_DICTIONARIES = ("simplemma", "pymorphy3", "pymorphy3-dicts-ru", "translitua")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SURPLUS = 4  # a file that holds so many times what is asked for is written anew with that alone
_SMALL = 5_000  # names that are no surplus yet


class LexiconError(MonitorError):
    """The forms of names cannot be worked out."""


class _Kept(msgspec.Struct):
    """The file: expansions by name, as one version of the grammar made them."""

    grammar: str
    forms: list[tuple[Name, Expansion]]


class Lexicon:
    """Answers what names are looked for as; call it with many at once.

    `folder` holds the file; None: nothing is kept. Between calls it holds nothing: forms weigh more than rules.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = folder / "forms.msgpack" if folder is not None else None

    def __call__(self, names: Sequence[Name]) -> Mapping[Name, Expansion]:
        """The expansion of every name.

        Raises:
            LexiconError: the process that works them out failed.
        """
        known = _read(self._file)
        missing = [name for name in dict.fromkeys(names) if name not in known]
        if missing:
            known.update(zip(missing, _worked_out(missing), strict=True))
            self._keep(known, names)
        return {name: known[name] for name in names}

    def _keep(self, known: Mapping[Name, Expansion], asked: Iterable[Name]) -> None:
        """A disk that takes nothing costs the next start some seconds, and no more."""
        if self._file is None:
            return
        wanted = dict.fromkeys(asked)
        if len(known) > _SMALL + _SURPLUS * len(wanted):
            known = {name: known[name] for name in wanted}
        try:
            _write(self._file, msgspec.msgpack.encode(_Kept(_grammar(), list(known.items()))))
        except OSError as error:
            log.warning("forms_not_kept", file=str(self._file), error=str(error), what="each start works them out anew")


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where forms are kept: $MONITOR_CACHE, systemd's cache folder, or the user's."""
    for name in ("MONITOR_CACHE", "CACHE_DIRECTORY"):
        if environ.get(name):
            return Path(environ[name].split(":")[0])
    base = environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "channel-monitor"


def lexicon_of(environ: Mapping[str, str]) -> Lexicon:
    """The lexicon of this user."""
    return Lexicon(cache_folder(environ))


def _worked_out(names: Sequence[Name]) -> list[Expansion]:
    if not any(_CYRILLIC.search(name.text) or name.kind != "word" for name in names):
        from monitor.language.names import expand  # late: the grammar and its tables, which most starts do not need

        return list(expand(names).values())  # no dictionary is asked
    command = [sys.executable, "-m", "monitor.language.expanding"]
    done = subprocess.run(command, input=msgspec.msgpack.encode(names), capture_output=True, check=False)  # noqa: S603  our own program
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise LexiconError(f"the forms of names cannot be worked out: {said[-1] if said else done.returncode}")
    return msgspec.msgpack.decode(done.stdout, type=list[Expansion])


def _read(file: Path | None) -> dict[Name, Expansion]:
    """What is kept; nothing where the file is not there, cannot be read, or is of another version."""
    if file is None:
        return {}
    try:
        kept = msgspec.msgpack.decode(file.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return {}
    return dict(kept.forms) if kept.grammar == _grammar() else {}


def _write(file: Path, content: bytes) -> None:
    """All of it or nothing, for this user only: names tell what a desk is interested in."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as new:
        try:
            new.write(content)
            new.close()
            Path(new.name).replace(file)
        except OSError:
            Path(new.name).unlink(missing_ok=True)
            raise


@cache
def _grammar() -> str:
    """What the outcome depends on besides the names: this program's grammar, and the dictionaries."""
    found = blake2b(digest_size=16)
    for source in sorted((Path(__file__).parent / "language").rglob("*.py")):
        found.update(source.read_bytes())
    for package in _DICTIONARIES:
        try:
            found.update(f"{package} {version(package)}".encode())
        except PackageNotFoundError:
            found.update(package.encode())
    return found.hexdigest()
