"""The session file: private, whole, and owned by one process."""

import stat
import subprocess
import sys
import time

import pytest

from monitor.errors import AlreadyRunningError, InputError, NotFoundError
from monitor.sources.telegram.session import SessionLock, read_session, write_session


def test_written_and_read(tmp_path):
    path = tmp_path / "sessions" / "desk-1"
    write_session(path, "1secret")
    write_session(path, "1newer\n")
    assert read_session(path) == "1newer"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["desk-1"]


def test_a_failed_write_leaves_the_old_one(tmp_path):
    path = tmp_path / "desk-1"
    write_session(path, "1old")
    with pytest.raises(UnicodeEncodeError):
        write_session(path, "ключ")
    assert read_session(path) == "1old"
    assert [p.name for p in tmp_path.iterdir()] == ["desk-1"]


def test_missing(tmp_path):
    with pytest.raises(NotFoundError, match="run `monitor login desk-1`"):
        read_session(tmp_path / "desk-1")


def test_readable_by_others(tmp_path):
    path = tmp_path / "desk-1"
    write_session(path, "1secret")
    path.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600") as caught:
        read_session(path)
    assert "1secret" not in str(caught.value)


def test_empty(tmp_path):
    path = tmp_path / "desk-1"
    write_session(path, "")
    with pytest.raises(InputError, match="empty"):
        read_session(path)


HOLD = """
import sys
from pathlib import Path
from monitor.sources.telegram.session import SessionLock
with SessionLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_at_once_and_let_in_after_a_kill(tmp_path):
    path = tmp_path / "desk-1"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        began = time.monotonic()
        with (
            pytest.raises(AlreadyRunningError, match="another process uses the Telegram session 'desk-1'"),
            SessionLock(path),
        ):
            pytest.fail("two processes hold one session")
        assert time.monotonic() - began < 20  # the other would hold it for ever
        other.kill()
        other.wait()
    with SessionLock(path):
        pass
    with SessionLock(path):
        pass
