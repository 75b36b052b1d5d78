"""Signing in, with answers that are injected."""

import stat
from pathlib import Path

import pytest

from monitor.errors import AlreadyRunningError, ConfigError, Unavailable
from monitor.sources.telegram import SessionLock, read_session
from monitor.sources.telegram.session import session_file
from monitor.testing.telegram import Server
from monitor.usecases.visits import sign_in

PHONE = "+15550009"
FILE = """\
version: 1
database: sqlite:///{folder}/monitor.db
telegram:
  api_id: 1
  api_hash: ${{TEST_API_HASH}}
  accounts: [{{name: desk}}]
  server: {{dc: {dc}, address: "{host}:{port}", public_key: !file key.pem}}
"""
ENVIRON = {"TEST_API_HASH": "0" * 32}


def prepare(folder: Path, server: Server) -> Path:
    (folder / "key.pem").write_text(server.public_key_pem)
    config = folder / "monitor.yaml"
    config.write_text(FILE.format(folder=folder, dc=server.dc, host=server.host, port=server.port), "utf-8")
    return config


async def test_session_is_kept_or_handed_out(tmp_path: Path) -> None:
    async with Server() as server:
        server.add_user("new", PHONE.lstrip("+"), password="secret words")
        config = prepare(tmp_path, server)
        answers = {"phone": PHONE, "code": server.login_code, "password": "secret words"}

        async def ask(what: str) -> str:
            return answers[what]

        file, session = await sign_in(config, "desk", ENVIRON, ask, print, keep=False)
        assert not file.exists()
        assert session.startswith("1")
        file, session = await sign_in(config, "desk", ENVIRON, ask, print)
        assert file == session_file(tmp_path, "desk")
        assert read_session(file) == session
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_nobody_is_asked_in_vain(tmp_path: Path) -> None:
    async def ask(what: str) -> str:
        raise AssertionError(f"asked for {what}")

    async with Server() as server:
        config = prepare(tmp_path, server)
        with pytest.raises(ConfigError, match="TEST_API_HASH is not set"):
            await sign_in(config, "desk", {}, ask, print)
        with SessionLock(session_file(tmp_path, "desk")), pytest.raises(AlreadyRunningError, match="stop it first"):
            await sign_in(config, "desk", ENVIRON, ask, print)
        server.close_port()
        with pytest.raises(Unavailable, match="cannot be reached"):
            await sign_in(config, "desk", ENVIRON, ask, print)
