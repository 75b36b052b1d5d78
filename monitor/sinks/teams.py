"""The `teams` kind: notices as cards of a workflow in Microsoft Teams."""

import re
from typing import Annotated, ClassVar, Literal

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._options import Rates, Seconds, web_address
from monitor.sinks._teams import card
from monitor.sinks._text import flat
from monitor.sinks._transport import Answer, Transport

# Connectors, whose addresses these were, answer 200 whether or not the message came through.
_RETIRED = re.compile(r"(?:^|\.)(?:webhook\.office\.com|outlook\.office(?:365)?\.com)$")
_CODE = re.compile(r"\w{1,80}", re.ASCII)
_HINTS = {
    401: "; make the workflow's trigger open to anyone who has its address, and copy the address again",
    403: "; make the workflow's trigger open to anyone who has its address, and copy the address again",
    404: "; the workflow is gone or turned off: make a new one, and put in its address",
}

_PACE = (Rate(4, 1_000),)  # what Microsoft names for incoming requests


class _Error(msgspec.Struct):
    code: str = ""


class _Said(msgspec.Struct):
    """What a workflow answers where it refuses."""

    error: _Error = msgspec.field(default_factory=_Error)


def _workflow(value: SecretStr) -> SecretStr:
    import httpx  # slow to import, and few watch files hold an address

    web_address(value)
    if _RETIRED.search(httpx.URL(value.get_secret_value()).host):
        raise ValueError(
            "is the address of a connector, which Teams has retired: make a workflow from the template "
            "“Post to a channel when a webhook request is received”, and put in its address"
        )
    return value


class TeamsOptions(Options):
    """Options of a channel in Teams."""

    model_config = ConfigDict(hide_input_in_errors=True)

    url: Annotated[SecretStr, AfterValidator(_workflow)] = Field(
        description="The address of a workflow made from the template “Post to a channel when a webhook request is "
        "received”. It is treated as a secret."
    )
    allow_private: bool = Field(default=False, description="Allow a server on a private or loopback address.")
    timeout: Seconds = Field(default=30.0, description="How long an answer may take in all, such as 30s.")
    rate: Rates = Field(default=(), description="At most so many, such as 20/min, or a list; by default four a second.")


class Teams:
    """Posts each notice as an adaptive card, by a workflow that takes webhook requests.

    A workflow can neither reply nor edit: updates are cards of their own that name the alert. Words of posts
    are runs without markup; only https links open. 202 says that the workflow has begun, not that the card
    is there: what fails after it shows in the workflow's run history. Throttling (429) and faults are tried
    again; a workflow that is gone is final.
    """

    kind: ClassVar[str] = "teams"
    options: ClassVar[type[Options]] = TeamsOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1
    whole: ClassVar[bool] = False

    def __init__(self, options: TeamsOptions, transport: Transport) -> None:
        import httpx  # slow to import, and a check of the options sends nothing

        self.pace: tuple[Rate, ...] = options.rate or _PACE
        self._options = options
        self._transport = transport
        self._url = httpx.URL(options.url.get_secret_value())

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """The body of the request that tells of a notice."""
        del delivery
        return [card(notice)]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        answer = await self._transport.post(
            self._url,
            msgspec.json.encode(card(notice, self._transport.links(notice, delivery))),
            {"content-type": "application/json"},
            timeout=self._options.timeout,
            allow_private=self._options.allow_private,
        )
        if not answer.ok:
            _refuse(answer)
        if answer.body.lstrip().startswith(b"<"):  # such as the page at which a network wants a sign-in
            raise Unavailable(f"{answer.host} answers with a page, not as a workflow does")
        return Receipt(status=str(answer.status))


def _refuse(answer: Answer) -> None:
    """Raise what a refusal means. Its sentence may repeat parts of the address: only its code is told."""
    try:
        code = msgspec.json.decode(answer.body, type=_Said).error.code
    except msgspec.MsgspecError:
        code = ""
    if not _CODE.fullmatch(code):
        code = ""
    said = f"{answer.host} answered {answer.status}{code and f': {flat(code)}'}"
    if answer.status in {408, 425, 429} or answer.status >= 500:
        raise Unavailable(said, answer.retry_after, limited=answer.status == 429)
    if answer.status in _HINTS:
        raise Rejected(said + _HINTS[answer.status])
    if not code:
        answer.check()
    raise Rejected(said)
