"""The `webhook` kind: a signed JSON body to an address of the user's."""

import base64
import binascii
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal
from urllib.parse import quote

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._body import body_of
from monitor.sinks._options import Rates, Seconds, Secrets, web_address
from monitor.sinks._transport import TIMEOUT, Transport

if TYPE_CHECKING:
    import httpx

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_OURS = frozenset(
    {
        *("accept-encoding", "connection", "content-encoding", "content-length", "content-type", "expect", "host"),
        *("te", "trailer", "transfer-encoding", "upgrade", "webhook-id", "webhook-signature", "webhook-timestamp"),
    }
)
# The status is the answer; the body is only waited for so that the connection can be used again.
_LINGER = 1.0


def _key(secret: SecretStr) -> bytes:
    text = secret.get_secret_value()
    if not text.startswith("whsec_"):
        raise ValueError("must start with whsec_, followed by the key in base64")
    try:
        key = base64.b64decode(text[6:] + "=" * (-len(text[6:]) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("must be whsec_ followed by the key in base64") from None
    if not 24 <= len(key) <= 64:
        raise ValueError("must hold a key of 24 to 64 bytes: whsec_ and the base64 of 32 random bytes is right")
    return key


def _secrets(secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for secret in secrets:
        _key(secret)
    return secrets


def _headers(headers: dict[str, SecretStr]) -> dict[str, SecretStr]:
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a header")
        if name.lower() in _OURS:
            raise ValueError(f"{name} is set by the webhook itself: leave it out")
        if not _VALUE.fullmatch(value.get_secret_value()):
            raise ValueError(f"the value of {name} may hold printable ASCII only")
    return headers


class WebhookOptions(Options):
    """Options of a webhook."""

    model_config = ConfigDict(hide_input_in_errors=True)

    url: Annotated[SecretStr, AfterValidator(web_address)] = Field(
        description="Where to post: a full http:// or https:// address. It is treated as a secret."
    )
    secret: Annotated[Secrets, AfterValidator(_secrets)] = Field(
        default=(),
        description="Signs every request: whsec_ and a key of 24 to 64 bytes in base64. "
        "A list signs with each, so that a key can be changed without a gap. Without one, requests are not signed.",
    )
    headers: Annotated[dict[str, SecretStr], AfterValidator(_headers)] = Field(
        default_factory=dict, description="Further headers of each request, such as Authorization."
    )
    allow_private: bool = Field(
        default=False, description="Allow private, loopback and other addresses that are not on the public internet."
    )
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")
    rate: Rates = Field(default=(), description="At most so many, such as 20/min, or a list; by default no limit.")


class Webhook:
    """Posts each notice as JSON, signed by Standard Webhooks 1.0; `docs/webhook.md` describes body and headers.

    2xx is success. 408, 425, 429, 5xx and network errors are tried again, Retry-After honoured; anything
    else is final, and 410 stops deliveries there. Redirects are not followed. `webhook-id` stays the same
    over all tries of a delivery: drop what you have seen.
    """

    kind: ClassVar[str] = "webhook"
    options: ClassVar[type[Options]] = WebhookOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"
    parallel: ClassVar[int] = 16
    whole: ClassVar[bool] = False

    def __init__(self, options: WebhookOptions, transport: Transport) -> None:
        import httpx  # slow to import, and a check of the options sends nothing

        self.pace: tuple[Rate, ...] = options.rate
        self._transport = transport
        self._timeout = options.timeout
        self._allow_private = options.allow_private
        self._keys = tuple(_key(secret) for secret in options.secret)
        url = httpx.URL(options.url.get_secret_value())
        self._url = url.copy_with(userinfo=b"", fragment=None)
        self._headers = {
            **_login(url),
            **{name.lower(): value.get_secret_value() for name, value in options.headers.items()},
            "content-type": "application/json",
        }

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """The body; its headers tell the time of the try."""
        del delivery
        return [msgspec.json.decode(body_of(notice))]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        body = body_of(notice)
        answer = await self._transport.post(
            self._url,
            body,
            {**self._headers, **self._signed(delivery.key, body)},
            timeout=self._timeout,
            linger=_LINGER,
            allow_private=self._allow_private,
        )
        answer.check()
        return Receipt(status=str(answer.status))

    def _signed(self, key: str, body: bytes) -> dict[str, str]:
        """The three headers of the standard. The time is that of the try: receivers refuse old ones."""
        # The standard wants an id without full stops: they divide what is signed.
        ident = quote(key, safe="!#$&'()*+,/:;=?@[]~").replace(".", "%2E")
        stamp = str(self._transport.clock.now() // 1000)
        headers = {"webhook-id": ident, "webhook-timestamp": stamp}
        if self._keys:
            signed = b"%b.%b.%b" % (ident.encode(), stamp.encode(), body)
            digests = (hmac.digest(secret, signed, hashlib.sha256) for secret in self._keys)
            headers["webhook-signature"] = " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)
        return headers


def _login(url: "httpx.URL") -> dict[str, str]:
    """Credentials of an address as the header that they mean."""
    if not url.userinfo:
        return {}
    pair = f"{url.username}:{url.password}".encode()
    return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}
