"""Forms of names are worked out once, kept, and worked out anew where what is kept cannot be used."""

import stat
from pathlib import Path

import msgspec
import pytest

from monitor import lexicon
from monitor.language.forms import Name
from monitor.language.names import expand
from monitor.lexicon import Lexicon, cache_folder

VILLAGE, CITY, WORD = Name("Плехово", "uk", "place"), Name("Суми", "uk", "place"), Name("drone")


def test_what_the_child_process_says_is_what_the_grammar_says(tmp_path: Path) -> None:
    names = [VILLAGE, WORD, Name("", "uk", "place")]
    assert Lexicon(tmp_path)(names) == expand(names)


def test_what_was_worked_out_is_kept_for_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cache"
    first = Lexicon(folder)([VILLAGE, CITY])
    [file] = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.stat().st_mtime_ns
    assert Lexicon(folder)([CITY, VILLAGE]) == first
    assert file.stat().st_mtime_ns == before
    more = Lexicon(folder)([CITY, WORD])
    assert more[CITY] == first[CITY]
    assert Lexicon(folder)([VILLAGE])[VILLAGE] == first[VILLAGE]


@pytest.mark.parametrize("content", [b"", b"\xff\xff", b"garbage"])
def test_a_broken_file_is_worked_out_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "forms.msgpack").write_bytes(content)
    assert Lexicon(tmp_path)([WORD]) == expand([WORD])
    assert (tmp_path / "forms.msgpack").read_bytes() != content


def test_what_another_grammar_made_is_not_used(tmp_path: Path) -> None:
    wrong = expand([VILLAGE])[VILLAGE]
    kept = lexicon._Kept("of another version", [(WORD, wrong)])
    (tmp_path / "forms.msgpack").write_bytes(msgspec.msgpack.encode(kept))
    assert Lexicon(tmp_path)([WORD]) == expand([WORD])


def test_a_folder_that_takes_nothing_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert Lexicon(tmp_path / "file")([WORD]) == expand([WORD])


def test_what_is_no_longer_asked_for_does_not_stay_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "_SMALL", 2)
    for number in range(20):
        Lexicon(tmp_path)([Name(f"word{number}")])
    assert len(lexicon._read(tmp_path / "forms.msgpack")) <= 2 + lexicon._SURPLUS


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"MONITOR_CACHE": "/a", "CACHE_DIRECTORY": "/b"}, "/a"),
        ({"CACHE_DIRECTORY": "/b:/c", "XDG_CACHE_HOME": "/d"}, "/b"),
        ({"XDG_CACHE_HOME": "/d"}, "/d/channel-monitor"),
    ],
)
def test_where_forms_are_kept(environ: dict[str, str], folder: str) -> None:
    assert cache_folder(environ) == Path(folder)
