"""The verbs. Each file holds a group of them; none holds logic.

Nothing but the standard library is imported before `main` has seen to Ctrl-C: the verbs' own imports take a while.
"""

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_MISUSE = 2  # what typer leaves with when it was asked for something that makes no sense
_INTERRUPTED = 130  # as a shell counts a program that Ctrl-C has ended
_NOBODY_READS = 141  # as a shell counts a program that a closed pipe has ended
_ADVICE = {
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS), "; give this user the right to it, or name another place"
    ),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "; make room, then run this again"),
}


def main() -> None:
    """`monitor`: run a verb; what went wrong is one sentence on standard error, and an exit code."""
    code = 0
    try:
        with _quietly_interrupted():
            _prepare_streams()
            from monitor.cli.verbs import app
        code = _run(app)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        code = code or _NOBODY_READS  # what a verb has found out holds, whoever read of it
    except OSError as error:
        if error.errno is None:  # a time-out and its like: not about a file, so a bug
            raise
        from monitor.errors import StoreError

        _forget_output()
        _say(f"monitor: {_complaint(error)}")
        code = StoreError.exit_code
    sys.exit(code)


def _run(app: Callable[..., object]) -> int:
    from monitor.errors import ConfigError, MonitorError, UsageError

    try:
        app(prog_name="monitor")
    except MonitorError as error:
        with suppress(BrokenPipeError):
            sys.stdout.flush()
        _say(str(error) if isinstance(error, ConfigError) else f"monitor: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):  # typer catches it, and leaves with 1
            _forget_output()
            return _NOBODY_READS
        code = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
        return UsageError.exit_code if code == _MISUSE else code
    return 0


@contextmanager
def _quietly_interrupted() -> Iterator[None]:
    """Until verbs run nothing is open, and Ctrl-C needs no more than an exit: no traceback from amid an import."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:  # a shell has put this in the background
        yield
        return
    with suppress(ValueError):  # only the main thread may
        signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(_INTERRUPTED))
    try:
        yield
    finally:
        with suppress(ValueError):
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _prepare_streams() -> None:
    """What a terminal has no letters for is shown as an escape; a stream that was closed leads nowhere.

    A closed standard input stays None, for verbs to complain of; but no file may come by its number.
    """
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        else:
            stream.reconfigure(errors="backslashreplace")


def _say(sentence: str) -> None:
    """On standard error; where nobody reads that either, the exit code tells."""
    with suppress(OSError):
        print(sentence, file=sys.stderr)


def _complaint(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}{_ADVICE.get(error.errno or 0, '')}"


def _forget_output() -> None:
    """What is left in the buffer goes nowhere, and says nothing about it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
