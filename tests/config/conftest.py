"""How these tests read a watch file."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.config.load import Loaded, load_with_lines

# Test files import the small kinds beside them; pytest's importlib mode adds no folder by itself.
sys.path.append(str(Path(__file__).parent))


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Loaded]:
    """Write a watch file and read it: `read(text, NAME="value")`; the environment holds only what is given."""
    from config_kinds import CONDITIONS, SINKS

    def reader(text: str, **environ: str) -> Loaded:
        path = tmp_path / "watch.yaml"
        path.write_text(text, encoding="utf-8")
        return load_with_lines(path, conditions=CONDITIONS, sinks=SINKS, environ=environ)

    return reader
