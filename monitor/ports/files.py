"""Files of media, between whoever fetches them and where they are kept."""

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from msgspec import Struct


class FileJob(Struct, frozen=True):
    """A file to fetch: what message `message` of a channel carries. `key` is the job's row, `post` that of the post.

    `file_id` is "" where the post was seen on a page, which tells none. `size` is what the source says of it, in
    bytes; what is larger than `largest` is left. `attempts`: how often it was tried in vain.
    """

    key: int
    post: int
    channel: int
    message: int
    file_id: str
    kind: str
    size: int | None
    largest: int
    attempts: int


class Incoming(Protocol):
    """A file on its way in. What was written of it is gone when its context ends without `keep`."""

    @property
    def size(self) -> int:
        """Bytes written so far."""
        ...

    async def write(self, chunk: bytes) -> None:
        """Add to its end. Raises `TooLarge` past what its job allows."""
        ...

    async def keep(self, file_id: str) -> None:
        """It is whole: keep it, and enter it into the log. `file_id` as the source has it now."""
        ...


class Files(Protocol):
    """Where files are fetched to."""

    async def next(self, channels: Collection[int]) -> FileJob | None:
        """The job whose turn it is, of posts of these channels; None while none is due or there is no room."""
        ...

    def receive(self, job: FileJob) -> AbstractAsyncContextManager[Incoming]:
        """Begin a file. Raises `Unavailable` where the disk takes nothing."""
        ...

    async def put_off(self, job: FileJob, reason: str, wait: float = 0.0) -> None:
        """It failed for now, and is tried again later, at the earliest after `wait` seconds; a few times in all."""
        ...

    async def leave(self, job: FileJob, reason: str) -> None:
        """It cannot be had, or is not wanted; `reason` is a clause that people read."""
        ...
