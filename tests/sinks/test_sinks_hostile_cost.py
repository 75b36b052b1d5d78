"""What a hostile text costs the loop, on which all receivers are served: counted in characters, not in seconds."""

from collections.abc import Callable
from typing import Any

import pytest
from sinks_samples import excerpt, notice

from monitor.model import Evidence
from monitor.sinks import _text
from monitor.sinks._discord import embeds
from monitor.sinks._markdown import escaped, plain_title
from monitor.sinks._slack import message
from monitor.sinks._text import flat
from monitor.sinks.matrix import _content

LONG = 100_000


class Counted:
    """A pattern that counts how much text it was looked for in."""

    def __init__(self, pattern: Any) -> None:
        self.pattern, self.read = pattern, 0

    def sub(self, by: str, text: str) -> str:
        self.read += len(text)
        return str(self.pattern.sub(by, text))

    def search(self, text: str) -> Any:
        return self.pattern.search(text)


class Table(dict[int, Any]):
    """A table that counts how many characters it was asked for."""

    asked = 0

    def __getitem__(self, key: int) -> Any:
        self.asked += 1
        return super().__getitem__(key)


@pytest.mark.parametrize("build", [embeds, message, _content])
def test_a_long_text_is_made_harmless_once(build: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Many layouts are made until one fits: none of them has to read all of a hostile text again, sign by sign."""
    table = Table(_text._HARMLESS)
    monkeypatch.setattr(_text, "_HARMLESS", table)
    hostile = "\u202e\u0000слово " * (LONG // 8)
    found = tuple(Evidence("regex", "x", hostile, 0, 5) for _ in range(20))
    told = notice(excerpts=(excerpt(text=hostile, before=hostile[::-1], event="edited", evidence=found),))
    build(told)
    assert LONG < table.asked < 2.5 * LONG


def test_a_place_of_one_line_reads_no_more_of_a_text_than_it_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    spaces = Counted(_text._SPACE)
    monkeypatch.setattr(_text, "_SPACE", spaces)
    assert flat("слово " * LONG, 80) == f"{('слово ' * 20)[:79].rstrip()}…"
    assert spaces.read <= 80 * 4


def test_a_place_of_one_line_tells_that_there_was_more() -> None:
    assert flat(f"a{' ' * LONG}b", 10) == "a…"
    assert flat(f"{' ' * LONG}a{' ' * LONG}", 10) == "a"
    assert flat("a  b", 10) == "a b"
    assert flat("a" * 10, 10) == "a" * 10
    assert flat("a" * 11, 10) == f"{'a' * 9}…"


def test_signs_are_escaped_one_for_one() -> None:
    assert escaped(r"\`*_~|[]") == r"\\\`\*\_\~\|\[\]"
    assert plain_title(r"[HIGH] *a*_b_") == r"[HIGH] \*a\*\_b\_"
