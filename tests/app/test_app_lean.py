"""What the daemon does without."""

import subprocess
import sys

import pytest

from monitor.lean import without


def test_an_optional_companion_is_not_there_within_the_block_and_is_behind_it() -> None:
    sys.modules.pop("this", None)
    with without("this"), pytest.raises(ImportError):
        import this  # noqa: F401
    assert "this" not in sys.modules


def test_what_is_loaded_stays() -> None:
    with without("subprocess"):
        import subprocess as found
    assert found is subprocess is sys.modules["subprocess"]


def test_it_is_behind_the_block_after_a_failure_too() -> None:
    with pytest.raises(ZeroDivisionError), without("this"):
        raise ZeroDivisionError
    assert "this" not in sys.modules


def test_the_daemon_loads_neither_what_draws_tables_nor_pillow() -> None:
    """In a process of its own, as far as `monitor run` comes without a watch file; then Telegram."""
    script = """
import sys
from monitor.cli.daemon import run
from monitor.errors import MonitorError
from pathlib import Path
try:
    run(Path("/nowhere/monitor.yaml"))
except MonitorError:
    pass
import monitor.sources.telegram, monitor.sinks._line, monitor.app
print(*sorted({name.split(".")[0] for name in sys.modules} & {"rich", "pygments", "PIL", "numpy", "av", "structlog"}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["structlog"]
