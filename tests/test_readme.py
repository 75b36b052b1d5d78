"""Every command and every example of the README works."""

import asyncio
import os
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE

from monitor.config.load import load
from monitor.kinds import discover
from monitor.language.names import expand
from monitor.model import Delivery, Notice
from monitor.rules.compile import compile_rules
from monitor.rules.examples import run_examples

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.split("#")[0].strip() for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if line.strip()
]
ENVIRON = {"TELEGRAM_API_ID": "12345", "TELEGRAM_API_HASH": "0" * 32}


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


def test_every_code_block_is_of_a_kind_that_is_tested() -> None:
    assert {kind for kind, _ in BLOCKS} == {"sh", "yaml", "python"}


def test_the_watch_files_are_right_and_their_examples_hold(tmp_path: Path) -> None:
    path, kinds, examples = tmp_path / "monitor.yaml", discover(), 0
    for text in blocks("yaml"):
        path.write_text(text, "utf-8")
        spec = load(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=ENVIRON)
        ruleset = compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions, expand)
        assert run_examples(ruleset) == []
        examples += len(spec.rules[0].examples_match)
    assert examples


async def test_the_sink_of_one_file_sends(tmp_path: Path) -> None:
    names: dict[str, Any] = {"__name__": "monitor.sinks.file"}
    exec(compile(blocks("python")[0], "README.md", "exec"), names)  # noqa: S102
    sink = names["File"](names["FileOptions"](path=tmp_path / "out"), None)
    await sink.send(Notice("a", 1, "opened", "r", "Title", "high", 0), Delivery("k", "a", 1, "desk", "file"))
    assert (tmp_path / "out").read_text() == "k Title\n"
    with pytest.raises(names["Unavailable"]):
        await names["File"](names["FileOptions"](path=tmp_path), None).send(
            Notice("a", 1, "opened", "r", "Title", "high", 0), Delivery("k", "a", 1, "desk", "file")
        )


@pytest.mark.parametrize(
    "target",
    [
        "README.md",
        "docs/house.md",
        "docs/operation.md",
        "docs/webhook.md",
        "docs/evidence.md",
        "docs/grading.md",
        "docs/stories.md",
        "docs/sinks.md",
    ],
)
def test_links_lead_somewhere(target: str) -> None:
    page = ROOT / target
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), f"{target}: {link}"


def test_the_table_of_sinks_has_every_kind() -> None:
    table = README[README.index("| sink |") :].split("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == sorted(discover().sinks)


def test_the_makefile_has_the_readmes_commands() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in (*COMMANDS, "make torture", "make bench", "make run"):
        if command.startswith("make "):
            assert f"\n{command.split()[1]}:" in makefile


async def spoken(folder: Path, command: str, environ: dict[str, str], answers: str = "") -> tuple[int, str]:
    """Run a command as the README has it, in a user's folder."""
    words = shlex.split(command)
    assert words[0] == "monitor"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "monitor",
        *words[1:],
        cwd=folder,
        env={**os.environ, **environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    if words[1] == "run":
        await until_database(folder)
        process.terminate()
    out, _ = await asyncio.wait_for(process.communicate(answers.encode()), PATIENCE)
    return process.returncode or 0, out.decode()


async def until_database(folder: Path) -> None:
    async with asyncio.timeout(PATIENCE):
        while not list((folder / "var").glob("monitor.db-wal")):
            await asyncio.sleep(0.1)
    await asyncio.sleep(1)


async def test_the_five_minutes(tmp_path: Path, world: Any) -> None:
    """All `monitor` commands in order, in an empty folder, against the loopback server."""
    world.server.add_user("desk-1", phone="15550009")
    environ = dict(ENVIRON)
    ran = []
    for command in COMMANDS:
        if command.startswith("export "):
            environ |= dict(pair.split("=", 1) for pair in shlex.split(command)[1:])
        if not command.startswith("monitor "):
            continue
        answers = "15550009\n12345\n" if " login " in command else ""
        code, out = await spoken(tmp_path, command, environ, answers)
        assert code == 0, f"{command}: {out}"
        ran.append(command)
        if command == "monitor init":
            point_at_loopback(tmp_path / "config" / "monitor.yaml", world)
    assert len(ran) >= 8
    (session,) = (tmp_path / "var" / "sessions").glob("*.session")
    assert session.stat().st_mode & 0o777 == 0o600


def point_at_loopback(path: Path, world: Any) -> None:
    """The only change: which Telegram is meant."""
    key = path.with_name("key.pem")
    key.write_text(world.server.public_key_pem)
    server = (
        f"telegram:\n  server: {{dc: {world.server.dc}, address: 127.0.0.1:{world.server.port},"
        f" public_key: !file key.pem}}\n"
    )
    text = path.read_text("utf-8")
    assert "\ntelegram:\n" in text
    path.write_text(text.replace("telegram:\n", server, 1).replace("listen: 127.0.0.1:9464", "listen: off"), "utf-8")
