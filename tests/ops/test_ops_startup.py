"""What a verb loads before it does anything: nobody waits for what is not used."""

import subprocess
import sys
from pathlib import Path

import pytest


def loaded(*arguments: str, folder: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "monitor", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert lines
    return {line.rsplit("|", 1)[1].strip() for line in lines}


@pytest.mark.parametrize("verb", ["--help", "check", "run"])
def test_telethon_is_loaded_by_none_that_has_no_account_yet(verb: str, tmp_path: Path) -> None:
    names = loaded(*([verb] if verb == "--help" else [verb, "--config", "missing.yaml"]), folder=tmp_path)
    assert "monitor.cli.verbs" in names
    assert "telethon" not in names


def test_help_loads_no_database_and_no_client(tmp_path: Path) -> None:
    assert not {"sqlalchemy", "aiohttp", "alembic", "uvicorn"} & loaded("run", "--help", folder=tmp_path)
