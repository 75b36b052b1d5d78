"""A receiver of webhooks that checks signatures and does what it is told."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from monitor.testing.receivers._http import Answer, HttpReceiver, Listening, Request

SECRET = "whsec_bG9vcGJhY2sgb25seTogbm90IGEgc2VjcmV0ISE="
"""The key that a receiver checks with unless it is given another."""


class Received(Struct, frozen=True):
    """One request. `valid` tells if its signature held; `at_ns` is monotonic, when the body was complete."""

    id: str
    headers: dict[str, str]
    body: bytes
    at_ns: int
    valid: bool
    path: str = "/"

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return msgspec.json.decode(self.body)


class WebhookReceiver(Listening):
    """Takes webhooks on 127.0.0.1 while open (`async with`) and keeps all of them in `received`.

    `answers` are given one a request, in order; when none is left, `answer`. Every request is kept,
    whatever it is answered. `on_receive` is called with each before the answer goes out.
    """

    def __init__(
        self,
        secret: str = SECRET,
        *,
        answers: Sequence[Answer | int] = (),
        on_receive: Callable[[Received], None] | None = None,
    ) -> None:
        self.secret = secret
        self.received: list[Received] = []
        self.answers: deque[Answer] = deque()
        self.answer = Answer()
        self._verifier = Webhook(secret)
        self._on_receive = on_receive
        self._news = asyncio.Event()
        self._http = HttpReceiver(self._respond)
        self.program(*answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def port(self) -> int:
        return self._http.port

    @property
    def connections(self) -> int:
        """How many connections were made so far."""
        return self._http.connections

    @property
    def ids(self) -> list[str]:
        """The ids of all requests, repeats included, in order."""
        return [received.id for received in self.received]

    def program(self, *answers: Answer | int) -> None:
        """Line up answers for the next requests; a number is a status."""
        self.answers.extend(answer if isinstance(answer, Answer) else Answer(answer) for answer in answers)

    async def wait_for(self, count: int, timeout: float = 60.0) -> list[Received]:  # noqa: ASYNC109
        """Wait until so many requests have come in all. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while len(self.received) < count:
                self._news.clear()
                await self._news.wait()
        return self.received

    def _respond(self, request: Request) -> Answer:
        received = Received(
            request.headers.get("webhook-id", ""),
            request.headers,
            request.body,
            request.at_ns,
            self._holds(request),
            request.path,
        )
        self.received.append(received)
        self._news.set()
        if self._on_receive is not None:
            self._on_receive(received)
        return self.answers.popleft() if self.answers else self.answer

    def _holds(self, request: Request) -> bool:
        try:
            self._verifier.verify(request.body, request.headers, json_parse=False)
        except (WebhookVerificationError, ValueError):
            return False
        return True
