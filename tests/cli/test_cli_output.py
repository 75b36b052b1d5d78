"""How answers look."""

from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.cli import output


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [(1, "post", "1 post"), (0, "post", "0 posts"), (2, "delivery", "2 deliveries"), (3, "match", "3 matches")],
)
def test_counts(number: int, noun: str, words: str) -> None:
    assert output.count_of(number, noun) == words


@pytest.mark.parametrize(("size", "words"), [(0, "0 B"), (999, "999 B"), (1400, "1.4 kB"), (10**15, "1000.0 TB")])
def test_sizes(size: int, words: str) -> None:
    assert output.bytes_of(size) == words


def test_columns_line_up_whatever_the_letters(capsys: Any) -> None:
    when = datetime(2024, 12, 14, tzinfo=UTC)
    output.table(("name", "at", "n"), [("북한군", when, 1), ("Плёхово", None, None), ("a\nb\x1b[2J", when, 20)])
    assert capsys.readouterr().out.splitlines() == [
        "NAME     AT                    N",
        "북한군   2024-12-14 00:00:00Z  1",
        "Плёхово",
        "a b�[2J  2024-12-14 00:00:00Z  20",
    ]


def test_nothing_steers() -> None:
    assert output.clean("a\x07b\u202ec\x9bd\re\r\nf\tg") == "a�b�c�d�e\nf   g"
    assert output.line("one\n\n two   three", 10) == "one two t…"


def test_facts_leave_out_what_is_not_known(capsys: Any) -> None:
    output.facts([("a", 0), ("bb", None), ("ccc", ""), ("dd", "x")])
    assert capsys.readouterr().out == "a   0\ndd  x\n"


def test_half_characters_become_json() -> None:
    assert output.as_json({"text": "a\ud800b", "at": datetime(2024, 12, 14, tzinfo=UTC)}) == (
        '{"text":"a\ufffdb","at":"2024-12-14T00:00:00Z"}'
    )
