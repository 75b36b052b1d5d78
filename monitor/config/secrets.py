"""What a watch file takes from outside: `${NAME}` from the environment and `!file path`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.config.problems import shown

_REFERENCE = re.compile(r"\$?\$\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_REPEAT = re.compile(r"[0-9]*,?[0-9]*")
_MOST_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class Filled:
    """A scalar's text, the parts of it that came from outside, and what was wrong (never with a value in it)."""

    text: str
    secrets: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


class Secrets:
    """Fills in the references of one file. Files of secrets are sought relative to it."""

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self._folder = path.parent
        self._environ = environ

    def filled(self, text: str) -> Filled:
        """The text with each `${NAME}` replaced; `$${NAME}` stays as `${NAME}`."""
        if "${" not in text:
            return Filled(text)
        wrong: dict[str, None] = {}
        secrets: list[str] = []

        def value(found: re.Match[str]) -> str:
            if found[0].startswith("$$"):
                return found[0][1:]
            if _REPEAT.fullmatch(found[1]) and found[1]:
                return found[0]
            got = self._value(found[1])
            secrets.extend(got.secrets)
            wrong.update(dict.fromkeys(got.wrong))
            return got.text

        return Filled(_REFERENCE.sub(value, text), tuple(secrets), tuple(wrong))

    def _value(self, name: str) -> Filled:
        if not _NAME.fullmatch(name):
            return Filled(
                "", wrong=(f"{shown('${' + name + '}')} is no name of an environment variable: write ${{NAME}}",)
            )
        if found := self._environ.get(name):
            # Bytes that are no text come from the environment as surrogates, which nothing behind here takes.
            if any("\ud800" <= char <= "\udfff" for char in found):
                return _refused(f"the environment variable {name} is not UTF-8 text")
            return Filled(found, (found,))
        file = self._environ.get(f"{name}_FILE")
        if file:
            return self.content(file, f"the file that {name}_FILE names")
        state = "is empty" if name in self._environ else "is not set"
        return Filled("", wrong=(f"the environment variable {name} {state}; set it, or name its file in {name}_FILE",))

    def content(self, name: str, called: str) -> Filled:
        """What a file holds, without one trailing newline. Messages name it as `called`, never by its content."""
        path = self._folder / name
        try:
            if not path.is_file():
                return _refused(f"{called} does not exist")
            with path.open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
            text = content.decode("utf-8")
        except OSError as error:
            return _refused(f"{called} cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            return _refused(f"{called} is not UTF-8 text")
        except ValueError:
            return _refused(f"{called} is no name of a file")
        if len(content) > _MOST_BYTES:
            return _refused(f"{called} is larger than 64 kB")
        text = text.removesuffix("\r\n" if text.endswith("\r\n") else "\n")
        return Filled(text, (text,))


def _refused(sentence: str) -> Filled:
    return Filled("", wrong=(sentence,))
