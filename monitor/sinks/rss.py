"""The `rss` kind: notices as a feed of our own, for readers of feeds."""

import asyncio
import os
import re
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Rate
from monitor.sinks._transport import Transport

_TOKEN = re.compile(r"[A-Za-z0-9._~-]{16,500}")


def _file(value: Path) -> Path:
    try:
        wrong = not value.name or "\0" in str(value) or value.is_dir()
    except OSError:
        wrong = True
    if wrong:
        raise ValueError("wants the path of a file, such as var/feeds/desk.xml")
    return value


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError(
            "must have at least 16 letters, digits or - . _ ~ (it is part of an address that nobody guesses)"
        )
    return value


class RssOptions(Options):
    """Options of a feed."""

    model_config = ConfigDict(hide_input_in_errors=True)

    serve: bool = Field(
        default=True,
        description="Serve it with the daemon's pages (web.listen), at /feeds/RECEIVER or …/RECEIVER/NAME.",
    )
    token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None, description="Serve it only to who asks with ?token=…; anybody else is told that there is none."
    )
    file: Annotated[Path, AfterValidator(_file)] | None = Field(
        default=None, description="Also write it to this file, relative to the folder in which the daemon is started."
    )

    @model_validator(mode="after")
    def _seen(self) -> Self:
        if not self.serve and self.file is None:
            raise ValueError("is neither served nor written to a file: give file:, or drop serve:")
        if not self.serve and self.token is not None:
            raise ValueError("has a token, but is not served: drop one of them")
        return self

    @property
    def on_pages(self) -> bool:
        """Whether it needs the daemon's pages."""
        return self.serve


class Rss:
    """Shows the newest 100 notices as an Atom feed, served by the daemon's pages, and written to a file if asked.

    Every notice is an entry of its own that keeps its id, whatever happens to the daemon. The served feed is read
    from the database; the file is replaced as a whole, so that no reader sees half of it, and a file that holds
    something else is never overwritten.
    """

    kind: ClassVar[str] = "rss"
    options: ClassVar[type[Options]] = RssOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"
    parallel: ClassVar[int] = 1
    whole: ClassVar[bool] = False
    pace: ClassVar[tuple[Rate, ...]] = ()

    def __init__(self, options: RssOptions, transport: Transport) -> None:
        del transport
        self._file = options.file

    def render(self, notice: Notice, delivery: Delivery) -> list[str | dict[str, Any]]:
        """What its entry shows; the content is HTML."""
        from monitor.sinks._feed import shown  # lxml is slow to import

        del delivery
        return [shown(notice)]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        # To be served, it only has to be marked as sent.
        if self._file is not None:
            try:
                await asyncio.to_thread(_add, self._file, notice, delivery)
            except OSError as error:
                raise Unavailable(f"{self._file} cannot be written: {error.strerror}") from None
        return Receipt()


def _add(path: Path, notice: Notice, delivery: Delivery) -> None:
    from monitor.sinks._feed import NotOurs, Told, merged  # lxml is slow to import

    before = path.read_bytes() if path.exists() else b""
    try:
        content = merged(delivery.receiver, delivery.entry, Told(delivery.key, notice), before)
    except NotOurs:
        said = "holds something else than this feed, and is left as it is: move it away, or name another file"
        raise Rejected(f"{path} {said}") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.new")
    written.unlink(missing_ok=True)  # what a crash left, or a link that somebody put there
    with written.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    written.replace(path)
