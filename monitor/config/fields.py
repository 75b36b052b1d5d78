"""What single values of a watch file may be: handles, addresses, ids, and the sentence where they are not."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    WithJsonSchema,
)

from monitor.languages import language
from monitor.lookalikes import foreign
from monitor.ports.options import Duration, duration

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_HANDLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_TELEGRAM_LINK = re.compile(r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me)/(?:s/)?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:/\[\]]+)):(?P<port>[0-9]{1,5})")
_SESSION = re.compile(r"1[A-Za-z0-9_-]{350,370}={0,2}")  # Telethon's: a version, an address, and a key of 256 bytes
_SHORTEST_TERM = 3_600_000
_PROXY = re.compile(r"(socks5h?|http|mtproxy)://[^\s/]+:[0-9]{1,5}/?")


def identifier(text: str) -> str:
    """An id as it stands, if it is one. Raises ValueError with a sentence."""
    if not _ID.fullmatch(text):
        raise ValueError(
            "is not an id: write small Latin letters, digits and hyphens, as in north-korea" + foreign(text)
        )
    return text


def bare(text: str) -> str:
    """A handle without what people write around it; anything else as it is."""
    return _TELEGRAM_LINK.sub("", text.strip(), count=1).removeprefix("@").removesuffix("/")


def handle(text: str) -> str:
    """The bare handle of `DIUkraine`, `@DIUkraine` or `https://t.me/DIUkraine`. Raises ValueError with a sentence."""
    name = bare(text)
    if name.startswith(("+", "joinchat/")):
        raise ValueError("is an invitation to a private channel; only public channels can be watched")
    if not _HANDLE.fullmatch(name):
        raise ValueError(
            "is no Telegram handle: write DIUkraine, '@DIUkraine' or https://t.me/DIUkraine" + foreign(name)
        )
    return name


def address(text: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:9464` or `[::1]:9464`. Raises ValueError with a sentence."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or int(found["port"]) > 65_535:
        raise ValueError("wants host:port, as in 127.0.0.1:9464")
    return found["six"] or found["host"], int(found["port"])


def term(value: object) -> object:
    """Milliseconds of a time for which to keep something; None for `forever`. Raises ValueError with a sentence."""
    if value is None or value == "forever":
        return None
    try:
        found = duration(value)
    except ValueError:
        raise ValueError("wants forever, or a duration such as 90d") from None
    if isinstance(found, int) and found < _SHORTEST_TERM:
        raise ValueError("is shorter than an hour: what is erased does not come back")
    return found


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def _written_language(text: str) -> str:
    language(text)  # a region or a script may stand behind it: `of_languages` takes that off
    return text


def of_languages(names: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Names by language alone: what stands under `uk` and `uk-UA` is one."""
    found: dict[str, tuple[str, ...]] = {}
    for code, some in names.items():
        found[language(code)] = (*found.get(language(code), ()), *some)
    return found


def proxy_address(text: object) -> object:
    if isinstance(text, str) and not _PROXY.fullmatch(text):
        raise ValueError("wants a proxy's address: socks5://host:port, http://host:port or mtproxy://secret@host:port")
    return text


def by_language(names: object) -> object:
    if isinstance(names, (str, list)):
        raise ValueError(  # noqa: TRY004  pydantic takes no TypeError
            "are by language: write `names: {en: [North Korea], uk: [КНДР]}`"
        )
    return names


def _some(value: object) -> object:
    if value == "":
        raise ValueError("must not be empty")
    return value


def session_string(value: SecretStr) -> SecretStr:
    if not _SESSION.fullmatch(value.get_secret_value().strip()):
        raise ValueError("is no session: write what `monitor login NAME --session-string` printed, whole")
    return value


def of_a_place(area: bool | None, about: ValidationInfo) -> bool | None:
    if area is not None and about.data.get("kind", "place") != "place":
        raise ValueError("is of places: only a place can be too wide to tell one event by; leave it out")
    return area


def of_a_page(address: str | None, about: ValidationInfo) -> str | None:
    if address is not None and about.data.get("listen", ("", 0)) is None:
        raise ValueError("is where links in messages lead, and `listen: off` lets no page answer there; give host:port")
    return address


def rising(bounds: tuple[int, int]) -> tuple[int, int]:
    if bounds[0] > bounds[1]:
        raise ValueError("wants the shorter time first, as in [20s, 15m]")
    return bounds


def _web(text: str) -> str:
    """An http(s) address as it stands. Raises ValueError with a sentence."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fine = False
    if not fine or any(char.isspace() for char in text):
        raise ValueError("is no web address: write https://example.org/feed.xml")
    if parts.username is not None:
        raise ValueError("holds a name or password, and addresses are shown in logs and notices; leave them out")
    return text


def _web_secret(value: SecretStr) -> SecretStr:
    """A full web address that is not repeated. Raises ValueError with a sentence."""
    try:
        parts = urlsplit(value.get_secret_value().strip())
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fine = False
    if not fine:
        raise ValueError("is no web address: give a full http:// or https:// address")
    return value


def _base(text: str) -> str:
    """An address that others are put behind. Raises ValueError with a sentence."""
    text = _web(text)
    if urlsplit(text).query or "#" in text or "?" in text:
        raise ValueError("must be a plain address to put others behind, as in https://monitor.example.org")
    return text.rstrip("/")


_ADDRESS_SCHEMA = WithJsonSchema({"type": "string", "pattern": r".+:[0-9]+$"})
Id = Annotated[str, AfterValidator(identifier), Field(json_schema_extra={"pattern": f"^{_ID.pattern}$"})]
Handle = Annotated[str, AfterValidator(handle)]
Said = Annotated[str, AfterValidator(_said)]
Tag = Annotated[str, AfterValidator(_said), AfterValidator(str.strip), AfterValidator(str.lower)]
Language = Annotated[str, AfterValidator(_written_language)]
Address = Annotated[
    tuple[str, int], BeforeValidator(lambda v: address(v) if isinstance(v, str) else v), _ADDRESS_SCHEMA
]
Listen = Annotated[
    tuple[str, int] | None,
    BeforeValidator(lambda v: None if v == "off" else address(v) if isinstance(v, str) else v),
    WithJsonSchema({"type": "string", "pattern": r"^(off|.+:[0-9]+)$"}),
]
Web = Annotated[str, AfterValidator(_web)]
Base = Annotated[str, AfterValidator(_base)]
Interval = Annotated[Duration, Field(gt=0)]
Often = Annotated[Duration, Field(gt=0, le=604_800_000)]
Term = Annotated[
    int | None,
    BeforeValidator(term),
    WithJsonSchema({"type": "string", "pattern": r"^(forever|[0-9]+ *(ms|s|m|h|d))$"}),
]
Secret = Annotated[SecretStr, BeforeValidator(_some)]
WebSecret = Annotated[Secret, AfterValidator(_web_secret)]


class Section(BaseModel):
    """A part of the watch file. `later` names keys and values of the whole design that are not built yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    later: ClassVar[frozenset[str]] = frozenset()
