"""The page that links in messages lead to: what the alert is about, and a form to take it up or close it.

Programs that look at links (scanners of mail, previews of chats) use GET, which does nothing. A link that leads
nowhere is told from no other: whoever guesses learns nothing.
"""

import time
from collections import deque
from collections.abc import Callable
from html import escape
from typing import Literal, Protocol
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Refusal = Literal["unknown", "over"]

_MOST_BYTES = 16_384
_MOST_WRONG = 30  # links that are none, in a minute: after that nobody is told anything of such ones
_MINUTE = 60.0
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}
_SENTENCES: dict[Refusal, tuple[int, str]] = {
    "unknown": (404, "This link is not known here."),
    "over": (410, "This link is no good any more: it was used, or its time ran out."),
}
_VERBS = {"acknowledged": ("Acknowledge this alert", "Acknowledge"), "closed": ("Close this alert", "Close")}
_STYLE = """
:root{color-scheme:light dark;--ink:#1f2328;--dim:#57606a;--line:#d0d7de;--paper:#fff;--act:#0969da}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9198a1;--line:#3d444d;--paper:#0d1117;--act:#4493f8}}
body{margin:0 auto;padding:20px 16px 40px;max-width:38em;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:21px;line-height:1.3;margin:0 0 4px}h2{font-size:17px;margin:28px 0 0}h3{font-size:15px;margin:18px 0 4px}
p{margin:0 0 4px}.dim{color:var(--dim);font-size:14px}.said{margin:16px 0;padding:10px 14px;
border:1px solid var(--line);border-radius:8px;font-weight:600}
.about{margin:20px 0;padding-top:16px;border-top:1px solid var(--line)}
blockquote{margin:10px 0;padding:6px 14px;border-left:3px solid var(--line);white-space:pre-wrap}
a{color:var(--act)}label{display:block;margin:14px 0 4px;font-weight:600}label .dim{font-weight:400}
input,textarea{box-sizing:border-box;width:100%;padding:10px 12px;border:1px solid var(--line);border-radius:8px;
background:transparent;color:inherit;font:inherit}
button{margin-top:18px;width:100%;padding:13px;border:0;border-radius:8px;background:#0860ca;color:#fff;
font:600 16px system-ui,sans-serif}
.sev{display:inline-block;margin:0 0 8px;padding:1px 10px;border:1px solid currentColor;border-radius:99px;
font-size:13px;font-weight:600;text-transform:uppercase;letter-spacing:.04em}
"""


class Paragraph(Protocol):
    """A piece of what the alert is about."""

    @property
    def kind(self) -> Literal["plain", "quote", "heading"]: ...
    @property
    def text(self) -> str: ...
    @property
    def link(self) -> str: ...


class Seen(Protocol):
    """What a link is about; `open`: there is still something to do by it."""

    @property
    def kind(self) -> Literal["acknowledged", "closed"]: ...
    @property
    def title(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def opened(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def open(self) -> bool: ...
    @property
    def about(self) -> "tuple[Paragraph, ...]": ...


class Said(Protocol):
    """What came of it; `asked`: nothing, and the form comes again."""

    @property
    def sentence(self) -> str: ...
    @property
    def seen(self) -> Seen: ...
    @property
    def asked(self) -> bool: ...


class Door(Protocol):
    """Opens links."""

    async def look(self, token: str) -> Seen | Refusal: ...
    async def act(self, token: str, name: str, comment: str) -> Said | Refusal: ...


def routes(door: Door, monotonic: Callable[[], float] = time.monotonic) -> list[Route]:
    """The one address under which links are opened."""
    wrong = _Wrong(monotonic)

    async def show(request: Request) -> Response:
        seen = await door.look(request.path_params["token"])
        return wrong.answer(seen) if isinstance(seen, str) else _page(200, seen.title, _shown(seen) + _form(seen))

    async def act(request: Request) -> Response:
        body = await _body(request)
        if isinstance(body, Response):
            return body
        name, comment = (body.get(field, [""])[0] for field in ("name", "comment"))
        said = await door.act(request.path_params["token"], name, comment)
        if isinstance(said, str):
            return wrong.answer(said)
        sentence = f"<p class='said' role='status'>{escape(said.sentence)}</p>"
        form = _form(said.seen, name, comment) if said.asked else ""
        return _page(400 if said.asked else 200, said.seen.title, sentence + _shown(said.seen) + form)

    async def either(request: Request) -> Response:
        return await (act if request.method == "POST" else show)(request)

    return [Route("/act/{token}", either, methods=["GET", "POST"])]


class _Wrong:
    """Counts links that are none. Right ones are answered however many wrong ones there are."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lately: deque[float] = deque(maxlen=_MOST_WRONG)

    def answer(self, refusal: Refusal) -> Response:
        now = self._monotonic()
        if refusal == "unknown":
            if len(self._lately) == _MOST_WRONG and now - self._lately[0] < _MINUTE:
                said = "Too many links that are not known here were asked for. Try again in a minute."
                return _page(429, said, f"<h1>{said}</h1>", {"retry-after": "60"})
            self._lately.append(now)
        status, sentence = _SENTENCES[refusal]
        return _page(status, sentence, f"<h1>{escape(sentence)}</h1>")


async def _body(request: Request) -> dict[str, list[str]] | Response:
    """The fields of a form, or why it is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return _page(415, "Send the form", "<h1>Send the form of this page.</h1>")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return _page(413, "Too long", "<h1>That is too long. Write a shorter comment.</h1>")
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return _page(400, "Send the form", "<h1>Send the form of this page.</h1>")


def _page(status: int, title: str, body: str, headers: dict[str, str] | None = None) -> Response:
    page = (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )
    return Response(page, status, {**_HEADERS, **(headers or {})}, "text/html")


def _shown(seen: Seen) -> str:
    head = (
        f"<p class='sev'>{escape(seen.severity)}</p><h1 dir='auto'>{escape(seen.title)}</h1>"
        f"<p class='dim'>Opened {escape(seen.opened)}</p><p dir='auto'>{escape(seen.state)}</p>"
    )
    return f"{head}<div class='about'>{''.join(map(_paragraph, seen.about))}</div>" if seen.about else head


def _paragraph(one: Paragraph) -> str:
    text = escape(one.text)
    if one.kind == "heading":
        return f"<h3>{text}</h3>"
    if one.kind == "quote":
        return f"<blockquote dir='auto'>{text}</blockquote>"
    if one.link:
        return f"<p><a href='{escape(one.link)}' rel='noreferrer noopener'>{text}</a></p>"
    return f"<p class='dim' dir='auto'>{text}</p>"


def _form(seen: Seen, name: str = "", comment: str = "") -> str:
    """Posts to the address of the page itself, wherever that lies."""
    if not seen.open:
        return ""
    title, button = _VERBS[seen.kind]
    return (
        f"<form method='post'><h2>{title}</h2>"
        "<label for='name'>Your name</label>"
        f"<input id='name' name='name' required maxlength='100' autocomplete='name' value='{escape(name)}'>"
        "<label for='comment'>Comment <span class='dim'>(if you like)</span></label>"
        f"<textarea id='comment' name='comment' rows='3' maxlength='2000'>{escape(comment)}</textarea>"
        f"<button>{button}</button></form>"
    )
