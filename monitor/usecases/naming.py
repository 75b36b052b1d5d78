"""What people name by the start of its id."""

from collections.abc import Sequence

from monitor.errors import NotFoundError


def the_one(kind: str, start: str, found: Sequence[str], shows: str) -> str:
    """The id that is meant. `found` are those that begin with `start`, two of them standing for any number.

    `kind` is what it is of, `shows` the command that lists all.

    Raises:
        NotFoundError: there is none, or more than one.
    """
    if not found:
        raise NotFoundError(f"no {kind} has an id that begins with {start!r}; `{shows}` shows them")
    if len(found) > 1:
        told = f"more than one {kind} has an id that begins with {start!r}"
        raise NotFoundError(f"{told}; write more of it, `{shows}` shows them")
    return found[0]
