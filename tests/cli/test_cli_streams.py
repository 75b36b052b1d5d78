"""Terminals that are narrow, streams that are full, closed, or have no letters for what is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli_process import MONITOR, PLAIN, on_a_terminal

ASCII = {**PLAIN, "PYTHONIOENCODING": "ascii"}


def ended(arguments: list[str], environ: dict[str, str] = PLAIN, **streams: int) -> subprocess.CompletedProcess[bytes]:
    where = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run([*MONITOR, *arguments], env=environ, check=False, **where)


@pytest.fixture
def config(seeded: Path) -> list[str]:
    return ["--config", str(seeded / "monitor.yaml")]


@pytest.mark.parametrize("verb", ["deliveries list", "alerts list", "status", "posts search Плехово"])
def test_nothing_is_cut_on_a_narrow_terminal(config: list[str], verb: str) -> None:
    lines = json.loads(ended(["deliveries", "list", "--json", "-n", "1", *config]).stdout)
    shown = on_a_terminal([*verb.split(), *config], COLUMNS="60", NO_COLOR="1")
    assert "…" not in shown
    if verb == "deliveries list":
        assert lines["key"] in shown


def test_a_wide_terminal_has_tables_without_empty_columns(config: list[str]) -> None:
    shown = on_a_terminal(["deliveries", "list", "--state", "dead", *config], COLUMNS="200", NO_COLOR="1")
    assert "done or due" in shown
    assert "oldest due" not in on_a_terminal(["alerts", "list", *config], COLUMNS="200", NO_COLOR="1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("verb", ["status", "status --json", "posts export", "alerts list"])
def test_a_full_disk_is_a_sentence(config: list[str], verb: str) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        found = ended([*verb.split(), *config], stdout=full)
    finally:
        os.close(full)
    assert found.returncode == 74
    assert found.stderr == b"monitor: No space left on device; make room, then run this again\n"


def test_a_closed_output_stops_nothing(config: list[str]) -> None:
    words = " ".join([sys.executable, "-m", "monitor", "status", *config])
    found = subprocess.run(f"{words} >&-", shell=True, capture_output=True, env=PLAIN, check=False)  # noqa: S602
    assert (found.returncode, found.stderr) == (0, b"")


@pytest.mark.parametrize("verb", ["explain -", "extract -"])
def test_a_closed_input_is_a_sentence(config: list[str], verb: str) -> None:
    words = " ".join([sys.executable, "-m", "monitor", verb, *config])
    found = subprocess.run(f"{words} <&-", shell=True, capture_output=True, env=PLAIN, check=False)  # noqa: S602
    assert found.returncode == 64
    assert found.stderr == b"monitor: standard input is closed; leave it open, or name what to read\n"


def test_a_question_needs_an_input() -> None:
    program = "import asyncio; from monitor.cli.asking import ask; asyncio.run(ask('code'))"
    command = f'{sys.executable} -c "{program}" <&-'
    found = subprocess.run(command, shell=True, capture_output=True, env=PLAIN, check=False)  # noqa: S602
    assert b"UsageError: standard input is closed, and the code is wanted; run this on a terminal" in found.stderr


def test_no_file_comes_by_the_number_of_a_closed_input(config: list[str]) -> None:
    program = (
        "import os, sys; sys.argv = ['monitor', *sys.argv[1:]]; from monitor.cli import main\n"
        "try: main()\n"
        "finally: print(os.readlink('/proc/self/fd/0'))"
    )
    words = " ".join([sys.executable, "-c", f'"{program}"', "kinds", "--json"])
    found = subprocess.run(f"{words} <&-", shell=True, capture_output=True, env=PLAIN, check=True)  # noqa: S602
    assert found.stdout.splitlines()[-1] == b"/dev/null"


@pytest.mark.parametrize("stopped", ["import monitor.cli.verbs", "app()"])
def test_interrupted_while_it_starts(tmp_path: Path, stopped: str) -> None:
    """A library that sends Ctrl-C where it is imported, or asked to run a verb."""
    interrupt = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
    program = {
        "import monitor.cli.verbs": f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from monitor.cli import main",
        "app()": f"import monitor.cli.verbs as verbs, monitor.cli as cli; main = cli.main\n"
        f"def app(**_: object) -> None: {interrupt}\nverbs.app = app",
    }[stopped]
    (tmp_path / "typer.py").write_text(interrupt, "utf-8")
    found = subprocess.run([sys.executable, "-c", f"{program}\nmain()"], capture_output=True, env=PLAIN, check=False)
    assert (found.returncode, found.stdout, found.stderr) == (130, b"", b"")


def test_letters_that_the_locale_lacks_are_escaped(config: list[str]) -> None:
    found = ended(["posts", "search", "Плехово", *config], ASCII)
    assert found.returncode == 0
    assert "Плехово".encode("ascii", "backslashreplace") in found.stdout


def test_json_is_utf_8_whatever_the_locale(config: list[str]) -> None:
    found = ended(["posts", "export", *config], ASCII)
    texts = [json.loads(line)["text"] for line in found.stdout.decode("utf-8").splitlines()]
    assert any("Плехово" in text for text in texts)


@pytest.mark.parametrize("verb", ["init", "db backup"])
def test_a_place_that_cannot_be_written_is_named(seeded: Path, tmp_path: Path, verb: str) -> None:
    (tmp_path / "file").write_text("")
    options = ["--config", str(seeded / "monitor.yaml")] if verb == "db backup" else []
    found = ended([*verb.split(), str(tmp_path / "file" / "x"), *options])
    assert found.returncode in (64, 74)
    assert found.stderr.decode().count("\n") == 1
    assert str(tmp_path / "file") in found.stderr.decode()
