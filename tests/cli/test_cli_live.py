"""The verbs beside a real daemon, and at a real Telegram protocol."""

import asyncio
import json
import os
import pty
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cli_world import Answer
from patience import PATIENCE

from monitor.sources.telegram import read_session
from monitor.sources.telegram.session import session_file
from monitor.testing.telegram import Server

PHONE = "+15550009"
SERVER = """\
version: 1
database: sqlite:///{folder}/monitor.db
telegram:
  api_id: 1
  api_hash: {hash}
  accounts: [{{name: desk, session: "${{NOT_SET_YET}}"}}]
  server: {{dc: {dc}, address: "{host}:{port}", public_key: !file key.pem}}
channels:
  - telegram: a_channel
  - feed: https://example.org/rss
  - telegram: nobody_here
rules: [{{id: any, when: {{keyword: [word]}}, notify: [desk]}}]
receivers: {{desk: {{to: [console]}}}}
"""


async def monitor(world: Any, *arguments: str, config: bool = True) -> Answer:
    """`monitor ARGUMENTS` as a process, in a world."""
    option = ["--config", str(world.config)] if config else []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", *arguments, *option,
        env=world.environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return Answer(process.returncode or 0, out.decode(), err.decode())


async def test_beside_a_running_daemon_and_after_it(world: Any) -> None:
    channel = world.add_channels(1)[0]
    now = datetime.now(UTC)
    for hours in range(48, 0, -1):
        channel.post(f"alarm {hours} hours ago", date=now - timedelta(hours=hours))
    await world.start()
    await world.until_watching()
    message = channel.post("alarm at noon")
    await world.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 1)
    status, why, size, refused = await asyncio.gather(
        monitor(world, "status", "--json"),
        monitor(world, "alerts", "why", f"channel_0/{message.id}", "--json"),
        monitor(world, "db", "backup", str(world.folder / "copy.db"), "--json"),
        monitor(world, "backfill", "channel_0", "--since", "7d"),
    )
    assert status.json["daemon"] == world._process.pid
    assert status.json["channels"][0]["state"] in ("live", "starting", "catching_up")
    told = why.json[0]["rules"][0]["steps"][0]["notices"][0]["deliveries"][0]
    assert (told["delivery"]["state"], told["tries"][0]["result"]) == ("sent", "sent")
    assert size.json["size"] > 0
    assert refused.code == 75
    assert f"process {world._process.pid}" in refused.err
    assert "monitor backfill channel_0" in refused.err
    second = channel.post("alarm again")
    await world.until("SELECT count(*) FROM posts", 2)
    assert await world.stop() == 0
    late = channel.post("alarm after the end")
    past = await monitor(world, "backfill", "channel_0", "--since", "1410m", "--json")
    assert past.code == 0, past.err
    assert (past.json["read"], past.json["stored"], past.json["matches"]) == (25, 23, 23)
    assert "25 of about" in past.err
    assert world.ask("SELECT count(*) FROM decisions WHERE reason = 'history'") == [(23,)]
    assert world.ask("SELECT max(id) FROM posts") == [(second.id,)], "what came later is the daemon's, which alerts"
    await world.start()
    await world.until("SELECT max(id) FROM posts", late.id)
    await world.until("SELECT count(*) FROM decisions WHERE reason != 'history'", 3)
    assert await world.stop() == 0
    assert {number for _, number in world.told_posts()} <= {message.id, second.id, late.id}


def prepare(folder: Path, server: Server) -> list[str]:
    (folder / "key.pem").write_text(server.public_key_pem)
    config = folder / "monitor.yaml"
    written = SERVER.format(folder=folder, hash="0" * 32, dc=server.dc, host=server.host, port=server.port)
    config.write_text(written, "utf-8")
    return ["--config", str(config)]


async def sign_in(arguments: list[str], answers: list[tuple[str, str]], out: Path) -> tuple[int, str]:
    """Answer the questions of `monitor login` on a terminal of its own; its code, and what the terminal showed."""
    ours, theirs = pty.openpty()
    with out.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "login", "desk", *arguments, stdin=theirs, stderr=theirs, stdout=file
        )
    os.close(theirs)
    os.set_blocking(ours, False)
    shown = ""
    async with asyncio.timeout(PATIENCE):
        for question, answer in answers:
            while question not in shown.rpartition("\n")[2]:
                shown += await _read(ours)
            os.write(ours, answer.encode() + b"\n")
            shown += "\n"
        code = await process.wait()
    shown += await _read(ours)
    os.close(ours)
    return code, shown


async def _read(descriptor: int) -> str:
    await asyncio.sleep(0.05)
    try:
        return os.read(descriptor, 65536).decode("utf-8", "replace")
    except (BlockingIOError, OSError):
        return ""


async def test_login_with_a_second_factor(tmp_path: Path) -> None:
    async with Server() as server:
        server.add_user("new", PHONE.lstrip("+"), password="correct horse")
        channel = server.add_channel("A", "a_channel")
        option = prepare(tmp_path, server)
        answers = [("Phone", PHONE), ("Code", "00000"), ("Code", server.login_code), ("password", "correct horse")]
        code, shown = await sign_in(option, answers, tmp_path / "out")
        assert code == 0, shown
        file = session_file(tmp_path, "desk")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert str(file) in (tmp_path / "out").read_text()
        assert read_session(file).startswith("1")
        assert "The code is wrong; try again." in shown
        assert "correct horse" not in shown
        assert read_session(file) not in shown + (tmp_path / "out").read_text()

        code, shown = await sign_in([*option, "--session-string"], [*answers[:1], *answers[2:]], tmp_path / "string")
        assert code == 0, shown
        session = (tmp_path / "string").read_text().strip()
        assert session.startswith("1")
        assert session != read_session(file)
        assert "Keep them as a secret" in shown

        code, shown = await sign_in([*option, "--json"], [*answers[:1], *answers[2:]], tmp_path / "json")
        assert code == 0, shown
        assert json.loads((tmp_path / "json").read_text()) == {"account": "desk", "file": str(file)}

        checked = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "check", "--online", "--json", *option,
            env={**os.environ, "NOT_SET_YET": session},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(checked.communicate(), PATIENCE)
        assert err.decode() == "Asking Telegram for 2 handles, one every 3 s.\n", "and nothing of what Telethon says"
        problems = json.loads(out)["problems"]
        assert checked.returncode == 78
        assert [one["line"] for one in problems] == [11]
        assert "nobody_here: nobody has this handle" in problems[0]["problem"]
        assert channel.id


async def test_login_without_a_terminal(tmp_path: Path) -> None:
    async with Server() as server:
        option = prepare(tmp_path, server)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "login", "desk", *option,
            stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == 64
        assert b"the input ended where the phone was wanted" in err
