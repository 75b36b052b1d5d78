"""What can be read of a watch file that is not finished."""

from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.usecases.setting import database_of, setting_of

FILE = """\
version: 1
database: sqlite:///{folder}/a.db
include: [nothing/*.yaml]
proxy: ${{PROXY}}
telegram:
  api_id: ${{API_ID}}
  api_hash: ${{API_HASH}}
  accounts: [{{name: desk, session: "${{SESSION}}"}}, {{name: second}}]
rules: [{{id: A}}]
"""


def write(folder: Path, text: str = FILE) -> Path:
    path = folder / "monitor.yaml"
    path.write_text(text.format(folder=folder), "utf-8")
    return path


def test_the_database_needs_nothing_else(tmp_path: Path) -> None:
    assert database_of(write(tmp_path), {}) == tmp_path / "a.db"
    assert database_of(write(tmp_path, "version: 1\n"), {}) == Path.cwd() / "var/monitor.db"


def test_telegram_needs_no_session_and_no_rules(tmp_path: Path) -> None:
    environ = {"API_ID": "7", "API_HASH": "abcdef0123456789", "PROXY": "socks5://127.0.0.1:1"}
    setting = setting_of(write(tmp_path), environ)
    assert setting.telegram is not None
    assert (setting.telegram.api_id, setting.telegram.api_hash.get_secret_value()) == (7, "abcdef0123456789")
    assert [(one.name, one.session) for one in setting.telegram.accounts] == [("desk", None), ("second", None)]
    assert setting.telegram.proxy is not None
    assert setting_of(write(tmp_path, "version: 1\n"), {}).telegram is None


def test_what_is_needed_and_not_set(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="API_HASH is not set"):
        setting_of(write(tmp_path), {"API_ID": "7", "PROXY": "socks5://127.0.0.1:1"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version: 1\ndatabase: mysql://x/y\n", "monitor.yaml:2: database: wants sqlite:///"),
        ("version: 1\ndatabase: ${{NOT_SET}}\n", "NOT_SET is not set"),
        ("version: 2\n", "monitor.yaml:1: version: "),
        ("version: [\n", "never closed"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        database_of(write(tmp_path, text), {})
    assert words in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        database_of(tmp_path / "none.yaml", {})
