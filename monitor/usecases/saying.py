"""What people say beside what they ask for: who they are, and why."""

from getpass import getuser

from monitor.errors import UsageError

LONGEST_NAME = 100
LONGEST_COMMENT = 2_000


def person(by: str) -> str:
    """Who says so: as written, else the name that they are signed in to this machine with."""
    if by.strip():
        return by.strip()
    try:
        return getuser()
    except (OSError, KeyError):  # nobody has this user id, in a container say
        return "unknown"


def short(option: str, written: str, most: int) -> str:
    """A text in one line.

    Raises:
        UsageError: it is too long.
    """
    text = " ".join(written.split())
    if len(text) > most:
        raise UsageError(f"{option} is longer than {most:,} characters; put the rest elsewhere, and name the place")
    return text
