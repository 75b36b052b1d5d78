"""`!text path`: what a file holds, where it is no secret."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.config.load import Loaded
from monitor.errors import ConfigError

Read = Callable[..., Loaded]


def complaint(read: Read, text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text, **environ)
    return str(caught.value)


def test_it_is_read_beside_the_watch_file_and_shown_in_messages(read: Read, tmp_path: Path) -> None:
    (tmp_path / "version").write_text("the seventh\n")
    assert complaint(read, "version: !text version\n").endswith("version: must be 1, not 'the seventh'")
    assert "seventh" not in complaint(read, "version: !file version\n")
    (tmp_path / "version").write_text("1\n")
    assert read("version: !text version\n").spec.channels == ()


def test_its_name_may_come_from_outside_and_is_not_told(read: Read, tmp_path: Path) -> None:
    (tmp_path / "hunter2-hunter2").write_text("the seventh")
    said = complaint(read, "version: !text ${NAME}\n", NAME="hunter2-hunter2")
    assert "hunter2" not in said.replace(str(tmp_path), "")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "the file 'v' does not exist"),
        (b"\xff", "the file 'v' is not UTF-8 text"),
        (b"a" * 70_000, "the file 'v' is larger than 64 kB"),
    ],
)
def test_a_file_that_cannot_be_read(read: Read, tmp_path: Path, content: bytes | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "v").write_bytes(content)
    assert complaint(read, "version: !text v\n").endswith(f":1: version: {sentence}")
