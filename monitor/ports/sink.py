"""Where notices go."""

from typing import Any, ClassVar, Literal, Protocol

from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options


class Sink(Protocol):
    """A kind of sink: one file in `sinks/`.

    The class has a docstring (it is the documentation), `kind`, `options`, `patience` and this one
    method. It is made once for each entry, with its validated options and the shared `Transport`.

    `patience`: "schedule" is tried again for the whole schedule; for "chat", what waited over six
    hours becomes one late summary. `parallel`: how many sends one entry may have in flight.
    """

    kind: ClassVar[str]
    options: ClassVar[type[Options]]
    patience: ClassVar[Literal["schedule", "chat"]]
    parallel: ClassVar[int]

    def __init__(self, options: Any, transport: Any) -> None: ...

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        """Deliver one notice. Raises `Unavailable` or `Rejected`; anything else is a bug."""
        ...
