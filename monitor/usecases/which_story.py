"""Which story somebody means who names it, or a post of it."""

from monitor.errors import NotFoundError, UsageError
from monitor.store import look, storied
from monitor.usecases.posts import stored_post


def story_number(written: str) -> str | int:
    """`s12` as 12; a link or CHANNEL/ID as it is.

    Raises:
        UsageError: it is neither.
    """
    bare = written.strip()
    digits = bare[1:] if bare[:1] in ("s", "S") else bare
    if digits.isascii() and digits.isdigit() and len(digits) < 19:
        return int(digits)
    if "/" in bare:
        return bare
    raise UsageError(f"{written!r} names no story; write its id as s12, or a post of it as CHANNEL/ID or link")


async def story_of(connection: look.Connection, called: str | int) -> int:
    """The number that a story goes by now.

    Raises:
        NotFoundError: there is no such story or post.
        UsageError: it names no post.
    """
    if isinstance(called, int):
        number = await storied.home(connection, called)
        if number is None:
            raise NotFoundError(f"there is no story s{called}; `monitor stories` lists them")
        return number
    row = await stored_post(connection, called)
    number = await storied.story_of(connection, row["key"])
    if number is None:
        raise NotFoundError(f"{called} is in no story: comments are not, nor what was stored before stories were kept")
    return number


async def story_named(connection: look.Connection, written: str) -> int:
    """Both at once. Raises as they do."""
    return await story_of(connection, story_number(written))
