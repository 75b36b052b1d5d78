"""The command as a process: what it imports, colours, and readers that go away."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

MONITOR = (sys.executable, "-m", "monitor")
PLAIN = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
BUFFERED = {name: value for name, value in PLAIN.items() if name != "PYTHONUNBUFFERED"}


def on_a_terminal(arguments: list[str], **environ: str) -> str:
    """What a person would see."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*MONITOR, *arguments],
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
        env={**PLAIN, "TERM": "xterm-256color", **environ},
    ) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            said += part
        assert process.wait(30) == 0
    os.close(ours)
    return said.decode("utf-8")


def test_colours_on_a_terminal_only(seeded: Path) -> None:
    config = ["--config", str(seeded / "monitor.yaml")]
    coloured = on_a_terminal(["posts", "show", "dva_majors/7", *config], COLUMNS="120")
    assert "\x1b[1" in coloured
    assert "\x1b[31m Plekhovo" not in coloured
    assert "[bold]" in coloured
    plain = on_a_terminal(["status", *config], NO_COLOR="1", COLUMNS="120")
    assert "\x1b[3" not in plain
    assert "dva_majors" in plain
    piped = subprocess.run([*MONITOR, "status", *config], capture_output=True, check=True, env=PLAIN)
    assert b"\x1b" not in piped.stdout + piped.stderr


@pytest.mark.parametrize("verb", ["posts export", "evidence verify", "kinds", "schema", "--help"])
def test_reader_that_goes_away(seeded: Path, verb: str) -> None:
    option = ["--config", f"{seeded}/monitor.yaml"] if " " in verb else []
    found = unread([*verb.split(), *option])
    assert (found.returncode, found.stderr) == (141, b"")


def test_what_was_found_out_holds_without_a_reader(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.db")
    assert unread(["status", "--database", missing]).returncode == 66
    assert unread(["check", "--json", "--config", str(tmp_path / "missing.yaml")]).returncode == 78


def unread(arguments: list[str]) -> subprocess.CompletedProcess[bytes]:
    """A run whose output goes where nobody reads."""
    theirs, ours = os.pipe()
    os.close(theirs)
    try:
        return subprocess.run([*MONITOR, *arguments], stdout=ours, stderr=subprocess.PIPE, env=BUFFERED, check=False)
    finally:
        os.close(ours)


def test_reader_that_goes_away_in_the_middle(tmp_path: Path, seeded: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    line = '{"channel_id": 1, "channel": "a", "message_id": %d, "date": null, "text": "Плехово"}\n'
    posts.write_text("".join(line % number for number in range(20_000)), "utf-8")
    command = f"{sys.executable} -m monitor backtest --json --posts {posts} --config {seeded}/monitor.yaml | head -1"
    found = subprocess.run(["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"], capture_output=True, check=False)
    assert found.returncode == 141
    assert found.stdout.count(b"\n") == 1
    assert b"Traceback" not in found.stderr
    assert b"BrokenPipe" not in found.stderr


@pytest.mark.parametrize("verb", ["check", "schema", "kinds", "init"])
def test_light_verbs_load_no_heavy_library(tmp_path: Path, seeded: Path, verb: str) -> None:
    arguments = {"check": ["--config", str(seeded / "monitor.yaml")], "init": [str(tmp_path / "config")]}
    program = (
        "import sys; sys.argv = ['monitor', *sys.argv[1:]]\n"
        "from monitor.cli import main\n"
        "try: main()\n"
        "except SystemExit as leaving: code = leaving.code\n"
        "heavy = {'aiohttp', 'telethon', 'sqlalchemy', 'alembic', 'starlette'}\n"
        "print(sorted(heavy & set(sys.modules)), code, file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, verb, *arguments.get(verb, [])], capture_output=True, check=True, text=True
    )
    assert found.stderr == "[] 0\n"
