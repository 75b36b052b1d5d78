"""What can be made to go wrong with calls, and the error that a call answers with."""

from collections import deque
from dataclasses import dataclass, field


class CallError(Exception):
    """A call's error as the wire has it: `code` (HTTP-like) and an upper-case `text`."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text


@dataclass(slots=True)
class Faults:
    """Errors waiting for calls by method name, and how slow methods are, in seconds."""

    errors: dict[str, deque[CallError]] = field(default_factory=dict)
    delays: dict[str | None, float] = field(default_factory=dict)

    def fail(self, method: str, error: CallError, times: int) -> None:
        """The next `times` calls of `method` answer `error`."""
        self.errors.setdefault(method, deque()).extend([error] * times)

    def next_error(self, method: str) -> CallError | None:
        """The error that this call must answer with, used up by asking."""
        waiting = self.errors.get(method)
        return waiting.popleft() if waiting else None

    def delay(self, seconds: float, method: str | None) -> None:
        """Answers to `method` (None: to all) take `seconds`; 0 ends it."""
        if seconds:
            self.delays[method] = seconds
        else:
            self.delays.pop(method, None)

    def delay_of(self, method: str) -> float:
        """How long the answer to `method` must wait, in seconds."""
        return self.delays.get(method, self.delays.get(None, 0.0))
