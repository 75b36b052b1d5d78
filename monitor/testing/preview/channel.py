"""A channel as its public pages show it: what was said, and how that changes."""

import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Literal

from monitor.testing.preview.media import photo
from monitor.testing.receivers._http import Answer


@dataclass(frozen=True, slots=True)
class Said:
    """One message, or an album with its parts. `text` is HTML as the page writes it, `media` are whole elements.

    `posted` is in milliseconds. `reply` and `forward` are elements too. `service` marks a message of the kind
    "pinned a photo".
    """

    id: int
    text: str = ""
    posted: int = 0
    media: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()
    views: str = "1"
    edited: bool = False
    author: str = ""
    reply: str = ""
    forward: str = ""
    reactions: str = ""
    service: bool = False


@dataclass(eq=False)
class PreviewChannel:
    """`shows` is what stands at its address: its posts, only a front page, or somebody who is no channel.

    `faults` are given instead of pages, one a request, as long as there are any; `hangs` holds every request.
    """

    handle: str
    id: int
    title: str = ""
    shows: Literal["posts", "front", "group", "person", "nobody"] = "posts"
    said: dict[int, Said] = field(default_factory=dict)
    faults: deque[Answer] = field(default_factory=deque)
    hangs: bool = False
    page: int = 20
    next_id: int = 1

    def post(self, text: str = "", *, at: int | None = None, **options: object) -> int:
        """Say something. Returns the message id."""
        number = self.next_id
        self.next_id += 1
        said = Said(number, text, time.time_ns() // 1_000_000 if at is None else at)
        self.said[number] = replace(said, **options)  # type: ignore[arg-type]
        return number

    def posts(self, count: int, text: str = "post", *, at: int | None = None) -> list[int]:
        """Say `text 1`, `text 2` and so on, numbered by message id."""
        return [self.post(f"{text} {self.next_id}", at=at) for _ in range(count)]

    def album(self, count: int, text: str = "", *, at: int | None = None) -> tuple[int, ...]:
        """So many pictures under one text. Returns the ids of all."""
        first = self.post(text, at=at)
        self.said[first] = replace(self.said[first], parts=tuple(range(first, first + count)))
        self._picture(first)
        self.next_id = first + count
        return self.said[first].parts

    def grow(self, first: int, count: int = 1) -> None:
        """Let more pictures of an album arrive late."""
        parts = self.said[first].parts
        self.said[first] = replace(self.said[first], parts=parts + tuple(range(self.next_id, self.next_id + count)))
        self.next_id += count
        self._picture(first)

    def service(self, text: str) -> int:
        """A message of the channel about itself."""
        return self.post(text, service=True)

    def edit(self, number: int, text: str, *, views: str | None = None) -> None:
        """Change what a message says."""
        said = self.said[number]
        self.said[number] = replace(said, text=text, edited=True, views=views or said.views)

    def view(self, number: int, views: str) -> None:
        """Set the counter of a message."""
        self.said[number] = replace(self.said[number], views=views)

    def delete(self, *numbers: int) -> None:
        """Take messages, or parts of albums, away."""
        for number in numbers:
            if self.said.pop(number, None) is None:
                self._delete_part(number)

    def hole(self, count: int = 1) -> None:
        """Skip ids, as deleted messages leave them."""
        self.next_id += count

    def before(self, number: int | None) -> list[Said]:
        """One page: the newest messages below an id."""
        shown = [said for at, said in sorted(self.said.items()) if number is None or at < number]
        return shown[-self.page :]

    def holds(self, number: int) -> Said | None:
        """The message of an id, or the album that it is part of."""
        return next((said for said in self.said.values() if number == said.id or number in said.parts), None)

    def _delete_part(self, number: int) -> None:
        said = self.holds(number)
        if said is not None:
            self.said[said.id] = replace(said, parts=tuple(part for part in said.parts if part != number))
            self._picture(said.id)

    def _picture(self, first: int) -> None:
        said = self.said[first]
        self.said[first] = replace(said, media=tuple(photo(self.handle, part, single=True) for part in said.parts))
