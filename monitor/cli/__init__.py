"""The verbs. Each file holds a group of them; none holds logic."""

import os
import sys

from monitor.errors import ConfigError, MonitorError, UsageError

_MISUSE = 2  # what typer leaves with when it was asked for something that makes no sense
_NOBODY_READS = 141  # as a shell counts a program that a closed pipe has ended


def main() -> None:
    """`monitor`: run a verb; what went wrong is one sentence on standard error, and an exit code."""
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        code = _NOBODY_READS
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


def _forget_output() -> None:
    """What is left in the buffer goes nowhere, and says nothing about it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
