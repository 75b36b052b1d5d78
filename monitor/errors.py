"""Everything that this project raises on purpose. A message says what to do next."""

from collections.abc import Sequence


class MonitorError(Exception):
    """The root. `exit_code` is what the command line leaves with (sysexits)."""

    exit_code = 1


class UsageError(MonitorError):
    """The command was asked for something that makes no sense."""

    exit_code = 64


class NotFoundError(MonitorError):
    """What was asked for does not exist."""

    exit_code = 66


class AlertClosedError(MonitorError):
    """Something was to be done with an alert that is closed."""


class InputError(MonitorError):
    """A file that was handed in cannot be read as what it should be."""

    exit_code = 65


class ConfigError(MonitorError):
    """The watch file cannot be used. `problems` are all of them, each a full line."""

    exit_code = 78

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class StoreError(MonitorError):
    """The database cannot be used as it is."""

    exit_code = 74


class ErasedMeanwhile(StoreError):
    """Another process erased a post while a change of it was on its way: try again, and it drops out."""


class AlreadyRunningError(MonitorError):
    """Another process owns the database or the session."""

    exit_code = 75


class KindTakenError(MonitorError):
    """Two files claim the same kind."""

    exit_code = 70


class Unavailable(MonitorError):
    """An edge failed for now. `retry_after` is in seconds, if the other side named a wait.

    `limited`: the other side is well, and wants less of us.
    """

    exit_code = 69

    def __init__(self, reason: str, retry_after: float | None = None, *, limited: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.limited = limited


class Rejected(MonitorError):
    """An edge refused for good. `disable` means that nothing more should be sent there."""

    exit_code = 77

    def __init__(self, reason: str, *, disable: bool = False) -> None:
        super().__init__(reason)
        self.disable = disable


class NoRoom(Unavailable):
    """The budget for files, or the disk, is full."""


class TooLarge(MonitorError):
    """A file is larger than what is wanted of it."""
