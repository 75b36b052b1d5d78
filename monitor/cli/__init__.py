"""The verbs. Each file holds a group of them; none holds logic."""

import sys

from monitor.errors import MonitorError


def main() -> None:
    """`monitor`: run a verb; what went wrong is one sentence on standard error, and an exit code."""
    from monitor.cli.verbs import app

    try:
        app()
    except MonitorError as error:
        print(f"monitor: {error}" if error.exit_code != 78 else str(error), file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
