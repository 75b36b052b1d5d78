"""Every sin has a small file in `bad/`, and beside it the exact lines that it brings."""

from pathlib import Path

import pytest
from config_kinds import CONDITIONS, SINKS
from costs import cost

from monitor.config.load import load
from monitor.errors import ConfigError

FOLDER = Path(__file__).parent
FILES = sorted((FOLDER / "bad").glob("*.yaml"))


def complaints(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path, conditions=CONDITIONS, sinks=SINKS, environ={})
    return [line.replace(f"{FOLDER}/", "") for line in caught.value.problems]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_sin_has_its_words(path: Path) -> None:
    assert complaints(path) == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_there_are_sins_enough_and_no_words_without_one() -> None:
    assert len(FILES) >= 25
    assert {path.stem for path in (FOLDER / "bad").glob("*.txt")} == {path.stem for path in FILES}


def test_a_merge_key_bomb_is_refused_at_once() -> None:
    assert complaints(FOLDER / "bad/merge-key-bomb.yaml")
    assert cost(lambda: complaints(FOLDER / "bad/merge-key-bomb.yaml"), 1.0) < 1.0


def test_many_problems_of_many_files_come_at_once_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("version: 1\ninclude: [a.yaml]\nweb: {listen: 1}\nreceivers: {X: {}}\n")
    (tmp_path / "a.yaml").write_text("rules:\n  - {id: A}\n  - {id: b, when: {keywrod: x}, notify: [nobody]}\n")
    assert [line.removeprefix(f"{tmp_path}/").split(": ")[0] for line in complaints(tmp_path / "b.yaml")] == [
        "a.yaml:2", "a.yaml:2", "a.yaml:3", "a.yaml:3", "b.yaml:3", "b.yaml:4", "b.yaml:4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"version: 1\n# \xff\n", "2: is not UTF-8; save the file as UTF-8"),
        ("version: 1\n".encode("utf-16"), "1: is not UTF-8; save the file as UTF-8"),
        (b"version: 1\n" + b"#" * 1_000_000, "1: is larger than 1 MB; split it and use include:"),
        (b"", "1: missing key 'version': The version of this format: 1"),
        (b"\xef\xbb\xbfversion: 3\n", "1: version: must be 1, not '3'"),
    ],
)
def test_bytes_that_cannot_be_a_watch_file(tmp_path: Path, content: bytes, wanted: str) -> None:
    (tmp_path / "w.yaml").write_bytes(content)
    assert complaints(tmp_path / "w.yaml") == [f"{tmp_path}/w.yaml:{wanted}"]


def test_a_folder_is_no_watch_file(tmp_path: Path) -> None:
    assert complaints(tmp_path) == [f"{tmp_path}:1: is not a regular file"]


def test_a_file_of_problems_is_given_up_after_some(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text("version: 1\n" + "".join(f"k{n}: !!str a\n" for n in range(500)))
    found = complaints(tmp_path / "w.yaml")
    assert len(found) == 21
    assert found[-1].endswith("there is too much wrong with this file; reading stopped here")
