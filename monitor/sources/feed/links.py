"""Addresses in feeds: made absolute, and brought to one form so that they can be compared. Pure."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_LONGEST = 4096
_WHOLE = re.compile(r"https?://[A-Za-z0-9.-]{1,255}(?:[/?#]|$)")  # most are, and need no second look
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|yclid|msclkid|igshid|mc_[ce]id|_openstat|wt_mc|cmpid|ocid|at_\w+|ref_src",
    re.IGNORECASE,
)


@lru_cache(2048)
def absolute(link: str, base: str = "") -> str:
    """The http(s) address that a link leads to from `base`; "" where it is none."""
    link = _CONTROL.sub("", link.strip()).replace(" ", "%20")
    if not link or len(link) > _LONGEST:
        return ""
    if _WHOLE.match(link):
        return link
    try:
        joined = urljoin(base, link) if base else link
        parts = urlsplit(joined)
        named = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return joined if named else ""


def comparable(link: str) -> str:
    """A link without what changes while the page stays the same.

    Scheme, `www.`, default port, trailing slash, fragment and tracking parameters are left out. What is no
    http(s) address stays as it is.
    """
    try:
        parts = urlsplit(link)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return link
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
        query = parts.query
        if query:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
            query = urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])])
    except ValueError:
        return link
    host = parts.hostname.removeprefix("www.").rstrip(".")
    return urlunsplit(("", host + port, parts.path.rstrip("/"), query, ""))


def host_of(address: str) -> str:
    """The host in an address; "" where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def same_feed(address: str) -> str:
    """The form of a feed's address that decides which channel it is: case of the host, scheme and last slash do not."""
    try:
        parts = urlsplit(address.strip())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return address.strip()
    return urlunsplit(("", host + port, parts.path.rstrip("/"), parts.query, ""))
