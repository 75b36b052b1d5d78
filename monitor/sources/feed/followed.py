"""One watched feed: what is known of it."""

import asyncio
from dataclasses import dataclass, field

from monitor.model import ChannelSpec, Millis
from monitor.sources.feed.identity import channel_of
from monitor.sources.feed.links import host_of


@dataclass(slots=True, eq=False)
class Followed:
    """A feed of the watch file. All of it is forgotten with the process; the store keeps cursors and keys.

    `url` is where the address has moved to for good, "" where it has not. `etag` and `last_modified` are of
    `validated`, `digest` is of the document's bytes; they are set only after all of it was handed over: a
    document that is asked for again costs less than a post that is lost, and after a start the whole document
    is wanted anyway, to find what was edited meanwhile. `pause` is what the document asks for and
    `fresh_for` what the server does, in seconds.

    `keys`, `drawn` (what a post says, hashed) and `first_seen` cover the items of the last document only.
    `steady`: the last visit went well, so what is new now is new in the world too. `partly` says what of the
    document was not read, `lost` that it may have held more between two visits. `looked`: when a look was told,
    on the loop's clock, None after a failure.
    """

    spec: ChannelSpec
    contacted: bool = False
    url: str = ""
    validated: str = ""
    etag: str = ""
    last_modified: str = ""
    digest: bytes = b""
    partly: str = ""
    lost: str = ""
    looked: float | None = None
    pause: float = 0.0
    fresh_for: float = 0.0
    interval: float = 0.0
    title: str | None = None
    told: tuple[str, str] = ("", "")
    steady: bool = False
    keys: dict[str, int] = field(default_factory=dict)
    drawn: dict[int, str] = field(default_factory=dict)
    first_seen: dict[int, Millis] = field(default_factory=dict)
    due: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None

    @property
    def address(self) -> str:
        return self.spec.address

    @property
    def host(self) -> str:
        """The name for logs: what follows it in an address may hold a token."""
        return host_of(self.spec.address)

    @property
    def id(self) -> int:
        return channel_of(self.spec.address)

    def respell(self, spec: ChannelSpec) -> None:
        """The watch file says something else of it: a label, or its address in another spelling."""
        if spec.address != self.spec.address:
            self.title, self.told = None, ("", "")
        self.spec = spec

    def stumbled(self) -> None:
        """A visit failed: the next begins at the address of the watch file, and what it finds may be late."""
        self.url = ""
        self.steady = False
        self.looked = None

    @property
    def detail(self) -> str:
        """What is worth knowing of a feed that is read well."""
        moved = f"it has moved for good to {self.url}; write that address in the watch file" if self.url else ""
        return "; ".join(clause for clause in (moved, self.partly) if clause)
