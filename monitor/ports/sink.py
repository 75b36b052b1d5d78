"""Where notices go."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Protocol

from msgspec import Struct

from monitor.model import Delivery, Millis, Notice, Receipt
from monitor.ports.options import Options

Part = str | dict[str, Any]
"""One message as it goes out: text where the platform takes text, else data that JSON can hold."""


class Rate(Struct, frozen=True):
    """At most `count` messages in any `per` milliseconds."""

    count: int
    per: Millis


class Sink(Protocol):
    """A kind of sink: one file in `sinks/`.

    The class has a docstring (it is the documentation), the attributes below and two methods. It is made once for
    each entry, with its validated options and the shared `Transport`.

    `patience`: "schedule" is tried again for the whole schedule; for "chat", what waited over six
    hours becomes one late summary. `parallel`: how many sends one entry may have in flight.

    `pace`: what the platform allows for one entry, empty where it names no limit; the lane keeps to it, so that `send`
    waits at most between the messages of one notice. `whole`: whether a later notice of an alert is handed over with
    everything of the alert so far folded into it, because `send` edits what it sent first; it is, once a `Receipt` of
    this alert had a `thread`. Both are class attributes (`pace: ClassVar[tuple[Rate, ...]] = ()`,
    `whole: ClassVar[bool] = False`), or set by `__init__` where they depend on the options.

    A sink of which `render` cannot say what goes out, because that takes a process of its own, also has
    `async def preview(self, notice, delivery) -> Sequence[Part]`, which `monitor sink preview` asks instead.
    """

    kind: ClassVar[str]
    options: ClassVar[type[Options]]
    patience: ClassVar[Literal["schedule", "chat"]]
    parallel: ClassVar[int]

    def __init__(self, options: Any, transport: Any) -> None: ...

    @property
    def pace(self) -> tuple[Rate, ...]: ...

    @property
    def whole(self) -> bool: ...

    def render(self, notice: Notice, delivery: Delivery) -> Sequence[Part]:
        """What `send` would send of this notice: a part for each message, at least one, in order.

        Pure and cheap: it reads no clock, network or terminal, and gives the same for the same. It holds no secret (no
        token, no address that is one), because `monitor sink preview` prints it. As many parts as it gives are
        taken from the `pace` before `send` is called. `send` should be built upon it, so that both cannot differ.
        """
        ...

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        """Deliver one notice. Raises `Unavailable` or `Rejected`; anything else is a bug.

        `Unavailable` names the wait if the other side did, and says `limited=True` if it is well but wants less of us
        (429): then the entry pauses for so long, and is not counted as out of reach.
        """
        ...
