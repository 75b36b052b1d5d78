"""Addresses on Telegram's pages: which post a link leads to, and which channel a page says it is. Pure."""

import re
from base64 import urlsafe_b64decode

import msgspec
from msgspec import Struct

_HANDLE = r"[A-Za-z][A-Za-z0-9_]{1,63}"
_POST = re.compile(
    rf"(?:https?:)?//(?:www\.)?t(?:elegram)?\.(?:me|dog)/(?:s/)?(?:c/(?P<id>\d{{1,15}})|(?P<handle>{_HANDLE}))"
    r"(?:/(?P<post>\d{1,10}))?(?:/(?P<inner>\d{1,10}))?/?(?:[?#].*)?",
    re.ASCII | re.DOTALL,
)
_DATA_POST = re.compile(rf"({_HANDLE})/(\d{{1,10}})", re.ASCII)
_MARKED = 10**12  # elsewhere channels are written as -100 and ten digits: -(10^12 + id)
_LONGEST_VIEW = 1_000
_LARGEST_ID = 2**53


class Place(Struct, frozen=True):
    """Where a link leads: a channel by handle or by id, and a post in it."""

    handle: str = ""
    channel: int | None = None
    post: int | None = None


class View(Struct, frozen=True):
    """What `data-view` says: the channel's bare id, the message, and whether it is an album."""

    channel: int
    message: int
    album: bool


class _RawView(Struct):
    c: int
    p: int | str


def place(href: str) -> Place | None:
    """The channel and post of a link to Telegram, or None for another link."""
    found = _POST.fullmatch(href)
    if found is None:
        return None
    channel = int(found["id"]) if found["id"] else None
    post = found["inner"] or found["post"]  # with three parts the one in the middle is a topic
    return Place(found["handle"] or "", channel, int(post) if post else None)


def data_post(value: str) -> tuple[str, int] | None:
    """`handle/123` as its parts."""
    found = _DATA_POST.fullmatch(value)
    return (found[1], int(found[2])) if found and int(found[2]) else None


def data_view(value: str) -> View | None:
    """The base64 JSON of `data-view`, or None if it is broken.

    `c` is the negated id of the channel, as accounts know it; the longer form of bots is taken too.
    """
    if not value or len(value) > _LONGEST_VIEW:
        return None
    try:
        raw = msgspec.json.decode(urlsafe_b64decode(value + "=" * (-len(value) % 4)), type=_RawView)
    except (ValueError, msgspec.MsgspecError):
        return None
    channel = -raw.c - _MARKED if raw.c < -_MARKED else -raw.c
    message = str(raw.p)
    number = message.removesuffix("g")
    if not 0 < channel < _LARGEST_ID or not re.fullmatch(r"\d{1,10}", number, re.ASCII):
        return None
    return View(channel, int(number), message.endswith("g"))
