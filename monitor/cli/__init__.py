"""The verbs. Each file holds a group of them; none holds logic."""

import errno
import os
import sys

from monitor.errors import ConfigError, MonitorError, StoreError, UsageError

_MISUSE = 2  # what typer leaves with when it was asked for something that makes no sense
_NOBODY_READS = 141  # as a shell counts a program that a closed pipe has ended
_ADVICE = {
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS), "; give this user the right to it, or name another place"
    ),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "; make room, then run this again"),
}


def main() -> None:
    """`monitor`: run a verb; what went wrong is one sentence on standard error, and an exit code."""
    _prepare_streams()
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        code = _NOBODY_READS
    except OSError as error:
        if error.errno is None:  # a time-out and its like: not about a file, so a bug
            raise
        _forget_output()
        print(f"monitor: {_complaint(error)}", file=sys.stderr)
        code = StoreError.exit_code
    sys.exit(code)


def _run() -> int:
    from monitor.cli.verbs import app

    try:
        app(prog_name="monitor")
    except MonitorError as error:
        sys.stdout.flush()
        print(str(error) if isinstance(error, ConfigError) else f"monitor: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
        return UsageError.exit_code if code == _MISUSE else code
    return 0


def _prepare_streams() -> None:
    """What a terminal has no letters for is shown as an escape; a stream that was closed leads nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        else:
            stream.reconfigure(errors="backslashreplace")


def _complaint(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}{_ADVICE.get(error.errno or 0, '')}"


def _forget_output() -> None:
    """What is left in the buffer goes nowhere, and says nothing about it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
