"""The `apprise` kind: notices to the many services that have no sink of their own."""

import logging
import re
import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from monitor.errors import Unavailable
from monitor.model import Delivery, Notice, Receipt, Severity
from monitor.ports.options import Options
from monitor.ports.sink import Rate
from monitor.sinks._cut import cut_chars
from monitor.sinks._fit import fitting
from monitor.sinks._layout import Block, first_link, headline, untitled
from monitor.sinks._mail import as_text
from monitor.sinks._options import Rates, Seconds
from monitor.sinks._text import flat
from monitor.sinks._threads import Threads
from monitor.sinks._transport import Transport

if TYPE_CHECKING:
    from apprise import NotifyBase

_LONGEST = 4_000
_LONGEST_TITLE = 200
_LONGEST_BODY = 32_768  # what apprise itself takes a service to take, where it knows no better
_SMALLEST = 60
# @names (not in addresses), <!channel>, <@U1>, <tags>, [words](address)
_CALLS = re.compile(r"(?<=(?<!/)@)(?=\w)|(?<=<)(?=[!@#:/\w])|(?<=\])(?=\()")
_MOST_THREADS = 2
_PATIENCE = 60.0
_TYPES: dict[Severity, str] = {
    "info": "info",
    "low": "info",
    "medium": "warning",
    "high": "failure",
    "critical": "failure",
}


def _usable(value: SecretStr) -> SecretStr:
    if find_spec("apprise") is None:
        raise ValueError("needs the package apprise: pip install 'channel-monitor[apprise]'")
    if _service(value.get_secret_value()) is None:
        raise ValueError("is no address that apprise can use: see its list of services for how theirs are written")
    return value


class AppriseOptions(Options):
    """Options of a service."""

    model_config = ConfigDict(hide_input_in_errors=True)

    url: Annotated[SecretStr, AfterValidator(_usable)] = Field(
        description="The service's address, as apprise writes it. It is treated as a secret."
    )
    timeout: Seconds = Field(default=_PATIENCE, description="How long the service may take in all, such as 60s.")
    rate: Rates = Field(default=(), description="At most so many, such as 20/min, or a list; by default no limit.")


class Apprise:
    """Sends each notice through apprise, which knows a hundred services; it needs the extra `apprise`.

    Apprise opens its own connections: it may reach private addresses and takes proxies from the environment, and it
    says of a failure only that there was one. So all failures are tried again, for six hours. There are no threads:
    an update is a message of its own, and one that is sent again after a crash or a time-out may arrive twice.
    """

    kind: ClassVar[str] = "apprise"
    options: ClassVar[type[Options]] = AppriseOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1
    whole: ClassVar[bool] = False

    def __init__(self, options: AppriseOptions, transport: Transport) -> None:
        del transport
        self.pace: tuple[Rate, ...] = options.rate
        self._options = options
        self._service: NotifyBase | None = None
        self._threads = Threads(_MOST_THREADS, "apprise")

    def render(self, notice: Notice, delivery: Delivery) -> list[str | dict[str, Any]]:
        """Title and text; where the service takes less, the text is shorter."""
        del delivery
        return [{"title": _title(notice), "body": _body(notice, _LONGEST_BODY)}]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        del delivery
        try:
            taken = await self._threads.run(lambda: self._send(notice), self._options.timeout)
        except TimeoutError:
            raise Unavailable(f"apprise did not send it within {self._options.timeout:g} s") from None
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a hundred plugins raise what they like, with the address in it
            raise Unavailable(f"apprise could not send it ({type(error).__name__})") from None
        if not taken:
            raise Unavailable("apprise could not send it; it does not say why")
        return Receipt()

    def _send(self, notice: Notice) -> bool:
        """Blocks; in a thread."""
        import apprise

        if self._service is None:
            self._service = _service(self._options.url.get_secret_value())
        if self._service is None:
            raise Unavailable("apprise cannot use the address any more; try it with `monitor check`")
        title = _title(notice)
        room = self._service.body_maxlen - (len(title) + 4 if self._service.title_maxlen <= 0 else 0)
        return bool(
            self._service.notify(
                body=_body(notice, max(room, _SMALLEST)),
                title=title,
                notify_type=apprise.NotifyType(_TYPES[notice.severity]),
                body_format=apprise.NotifyFormat.TEXT,
            )
        )


def _title(notice: Notice) -> str:
    return _inert(flat(headline(notice), _LONGEST_TITLE))


def _body(notice: Notice, most: int) -> str:
    """All but the headline, in at most so many code points."""
    return cut_chars(fitting(notice, _LONGEST, _text, lambda made: len(made) <= most), most, first_link(notice))


def _text(blocks: tuple[Block, ...]) -> str:
    return _inert(as_text(untitled(blocks)).strip())


def _inert(text: str) -> str:
    """What calls people or makes links on some platform or other, broken by an invisible character."""
    return _CALLS.sub("\u2060", text)


def _service(url: str) -> "NotifyBase | None":
    """What apprise makes of an address; None if it cannot use it. Slow when first called. Says nothing anywhere."""
    import apprise

    quiet = logging.getLogger("apprise")
    quiet.propagate, quiet.disabled = False, True  # what it logs may hold the address
    asset = apprise.AppriseAsset(
        app_id="Channel Monitor",
        app_desc="Channel Monitor",
        async_mode=False,
        http_redirects=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        secure_logging=True,
        allow_templates=False,
        interpret_emojis=False,
        interpret_escapes=False,
    )
    with warnings.catch_warnings():  # its plugins lean on modules that later Pythons lack; they know
        warnings.simplefilter("ignore")
        return apprise.Apprise.instantiate(url, asset=asset)
