"""The `webhook` kind: a signed JSON body to an address of the user's."""

import base64
import binascii
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self
from urllib.parse import quote

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr, ValidationInfo, model_validator

from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import FromFile, Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._body import body_of, cloud_event, event_of
from monitor.sinks._options import Rates, Seconds, Secrets, web_address
from monitor.sinks._samples import SAMPLES
from monitor.sinks._template import complaint
from monitor.sinks._transport import TIMEOUT, Transport

if TYPE_CHECKING:
    import httpx

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SOURCE = re.compile(r"[!#$%&'()*+,/:;=?@\[\]~A-Za-z0-9._-]{1,500}")
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;\s*[\w.+-]+=[\w.+\"-]+)*", re.ASCII)
_JSON = re.compile(r"[^;]*[/+]json\s*(;|$)")
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


def _source(value: str) -> str:
    if not _SOURCE.fullmatch(value):
        raise ValueError("is no URI: write a path such as /channel-monitor, or a full address, in ASCII")
    return value


def _content_type(value: str) -> str:
    if not _TYPE.fullmatch(value):
        raise ValueError("is no type of content: write it as text/plain; charset=utf-8")
    return value


def _template(template: str, info: ValidationInfo) -> str:
    as_json = bool(_JSON.match(info.data.get("content_type", "")))
    if wrong := complaint(template, SAMPLES, getattr(template, "file", ""), as_json=as_json):
        raise ValueError(wrong)
    return template


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
    format: Literal["standard", "cloudevents"] = Field(
        default="standard",
        description="standard: our own JSON body; cloudevents: the same data in a CloudEvents 1.0 envelope.",
    )
    source: Annotated[str, AfterValidator(_source)] = Field(
        default="/channel-monitor", description="What a CloudEvent names as its source: a URI, or a path."
    )
    content_type: Annotated[str, AfterValidator(_content_type)] = Field(
        default="application/json", description="What a template makes, such as text/plain; charset=utf-8."
    )
    template: Annotated[FromFile | str, AfterValidator(_template)] | None = Field(
        default=None,
        description="A Jinja template for a body of one's own, inline or as `!text path`. "
        "It knows what stands in the standard body, by the same names.",
    )
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")
    rate: Rates = Field(default=(), description="At most so many, such as 20/min, or a list; by default no limit.")

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if self.template is not None and self.format != "standard":
            raise ValueError("has a template and format: cloudevents: keep one of them")
        if self.template is None and "content_type" in self.model_fields_set:
            raise ValueError("has a content_type, which is that of a template: give one, or leave content_type out")
        return self


class Webhook:
    """Posts each notice as JSON, signed by Standard Webhooks 1.0; `docs/webhook.md` describes body and headers.

    `format: cloudevents` puts the same data into a CloudEvents envelope, and `template` makes a body of one's own.

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
            "content-type": options.content_type if options.format == "standard" else "application/cloudevents+json",
        }
        self._options = options

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """The body, or what its template is told; headers tell the time of the try."""
        if self._options.format == "cloudevents":
            return [msgspec.json.decode(cloud_event(notice, _ident(delivery.key), self._options.source))]
        return [msgspec.json.decode(body_of(notice))]

    async def preview(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """As `render`, but of a template what it makes."""
        if self._options.template is None:
            return self.render(notice, delivery)
        return [(await self._body(notice, delivery.key)).decode()]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        body = await self._body(notice, delivery.key)
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

    async def _body(self, notice: Notice, key: str) -> bytes:
        if self._options.template is not None:
            told = {"id": _ident(key), **event_of(notice)}
            return await self._transport.renderer.render(self._options.template, told)
        if self._options.format == "cloudevents":
            return cloud_event(notice, _ident(key), self._options.source)
        return body_of(notice)

    def _signed(self, key: str, body: bytes) -> dict[str, str]:
        """The three headers of the standard. The time is that of the try: receivers refuse old ones."""
        ident = _ident(key)
        stamp = str(self._transport.clock.now() // 1000)
        headers = {"webhook-id": ident, "webhook-timestamp": stamp}
        if self._keys:
            signed = b"%b.%b.%b" % (ident.encode(), stamp.encode(), body)
            digests = (hmac.digest(secret, signed, hashlib.sha256) for secret in self._keys)
            headers["webhook-signature"] = " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)
        return headers


def _ident(key: str) -> str:
    """A delivery's id. The standard wants one without full stops: they divide what is signed."""
    return quote(key, safe="!#$&'()*+,/:;=?@[]~").replace(".", "%2E")


def _login(url: "httpx.URL") -> dict[str, str]:
    """Credentials of an address as the header that they mean."""
    if not url.userinfo:
        return {}
    pair = f"{url.username}:{url.password}".encode()
    return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}
