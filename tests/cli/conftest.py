"""One seeded database for all; tests that write take a copy."""

import asyncio
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

# Test files import what is beside them; pytest's importlib mode adds no folder by itself.
sys.path.append(str(Path(__file__).parent))

import story_world
from cli_world import WATCH_FILE, Answer, Run, in_this_process, seed


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: Any) -> Path:
    """A folder with `monitor.yaml` and `monitor.db`."""
    folder: Path = tmp_path_factory.mktemp("seeded")
    asyncio.run(seed(folder))
    return folder


@pytest.fixture
def copied(seeded: Path, tmp_path: Path) -> Path:
    """The same, to be written to."""
    shutil.copytree(seeded, tmp_path, dirs_exist_ok=True)
    (tmp_path / "monitor.yaml").write_text(WATCH_FILE.format(folder=tmp_path), "utf-8")
    return tmp_path


@pytest.fixture
def run(capsys: Any, monkeypatch: Any) -> Run:
    """The command line in this process."""

    def run(*arguments: str) -> Answer:
        return in_this_process(capsys, monkeypatch, arguments)

    return run


@pytest.fixture
def ask(run: Run, seeded: Path) -> Run:
    """The command line, with the seeded database."""

    def ask(*arguments: str) -> Answer:
        return run(*arguments, "--config", str(seeded / "monitor.yaml"))

    return ask


@pytest.fixture(scope="session")
def told(tmp_path_factory: Any) -> Path:
    """A folder with a database that has stories."""
    folder: Path = tmp_path_factory.mktemp("told")
    asyncio.run(story_world.seed(folder))
    return folder


@pytest.fixture
def folder(told: Path, tmp_path: Path) -> Path:
    """The same, to be written to."""
    shutil.copytree(told, tmp_path, dirs_exist_ok=True)
    story_world.write_config(tmp_path)
    return tmp_path
