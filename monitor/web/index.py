"""The page at `/`: what is served here. It names no feed that wants a token, and leads to no link of a message."""

from collections.abc import Iterable
from html import escape

from starlette.responses import Response

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}
_STYLE = (
    ":root{color-scheme:light dark}body{margin:0 auto;padding:20px 16px;max-width:38em;"
    "font:16px/1.5 system-ui,sans-serif}dt{font-weight:600}dd{margin:0 0 10px}"
)
_ALWAYS = (
    ("-/healthy", "whether the daemon gets on; if not, a restart helps"),
    ("-/ready", "whether it does all that it is there for, and why not"),
    ("metrics", "what it counts, for Prometheus"),
)


def index(feeds: Iterable[str], *, links: bool) -> Response:
    """The page. `feeds` are open ones, as `receiver/entry`; `links`: whether messages have links that lead here.

    Addresses are relative, so that a proxy may put a path before them.
    """
    rows = [*_ALWAYS, *((f"feeds/{feed}", "a feed of notices") for feed in feeds)]
    listed = "".join(f'<dt><a href="{escape(path)}">/{escape(path)}</a></dt><dd>{said}</dd>' for path, said in rows)
    if links:
        listed += "<dt>/act/…</dt><dd>where links in messages lead; each is good for one use</dd>"
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Channel Monitor</title><style>{_STYLE}</style><h1>Channel Monitor</h1>"
        f"<p>What is served here; alerts and posts are read on the command line (<code>monitor --help</code>).</p>"
        f"<dl>{listed}</dl></html>\n"
    )
    return Response(body, headers=_HEADERS, media_type="text/html")
