"""The page of a bundle: nothing but itself, no script, every word of a post escaped."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from monitor.usecases.claims import in_words
from monitor.usecases.differing import Piece
from monitor.usecases.moments import in_full
from monitor.usecases.posts import PostShown, gone_in_words

_HEAD = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Evidence</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
<style>
body { font: 1rem/1.5 sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
article { border-top: 2px solid #111; margin-top: 2rem }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; background: #f5f5f5;
  padding: .75rem }
del { background: #ffd7d5 } ins { background: #ccffd8; text-decoration: none }
dt { float: left; clear: left; width: 9rem; color: #555 } dd { margin: 0 0 0 9rem; overflow-wrap: anywhere }
code { overflow-wrap: anywhere }
</style></head><body>
"""
_TAGS = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}


def page(posts: Sequence[PostShown], head: str, sealed: datetime, now: datetime) -> str:
    """All posts below each other, each with its revisions, the newest first."""
    intro = (
        f"<h1>Evidence</h1><p>Written {in_full(now)}. Times are UTC. How to check it: VERIFY.md.</p>"
        f"<p>Head of the chain, sealed {in_full(sealed)}:<br><code>{escape(head)}</code></p>\n"
    )
    return _HEAD + intro + "".join(line for post in posts for line in _article(post)) + "</body></html>\n"


def _article(shown: PostShown) -> Iterator[str]:
    post = shown.post
    name = escape(f"{post.channel}/{post.message_id}")
    yield f"<article><h2>{name}</h2><dl>"
    facts = {
        "channel": post.title,
        "link": post.link,
        "posted": in_full(post.date),
        "seen": f"{in_full(shown.first_seen)} ({post.via})",
        "edited": in_full(post.edited),
        "edit seen": in_full(post.seen) if shown.revisions else "",
        "deleted": gone_in_words(post),
        "erased": f"{in_full(post.erased)}: {post.erased_why}" if post.erased else "",
        "author": post.author,
        "forwarded from": (post.forward.name or post.forward.handle or str(post.forward.channel or "hidden"))
        if post.forward
        else "",
        "attached": ", ".join(f"{item.kind} {item.file_name}".strip() for item in post.media),
    }
    yield from (f"<dt>{key}</dt><dd><bdi>{escape(value)}</bdi></dd>" for key, value in facts.items() if value)
    yield "</dl>\n"
    if not post.erased:
        yield f'<h3>Revision {post.revision}</h3>\n<pre dir="auto">{escape(post.text) or "(no text)"}</pre>\n'
        yield from _files(shown)
        yield from _revisions(shown)
        yield from _claims(shown)
    yield "</article>\n"


def _revisions(shown: PostShown) -> Iterator[str]:
    for revision in reversed(shown.revisions):
        times = f"seen {in_full(revision.seen)}, until {in_full(revision.replaced)}"
        yield f"<h3>Revision {revision.number}, {times}</h3>\n"
        yield f'<pre dir="auto">{escape(revision.text) or "(no text)"}</pre>\n'
        yield f'<p>What the next one changed:</p><pre dir="auto">{marked(revision.changes)}</pre>\n'


def _files(shown: PostShown) -> Iterator[str]:
    told = [one for one in shown.files if one.sha256]
    if told:
        yield "<h3>Files</h3><ul>"
        for one in told:
            what = f"{one.kind} of message {one.message}, fetched {in_full(one.fetched)}, {one.size} bytes"
            gone = f", removed {in_full(one.removed)}: {one.why}" if one.removed else ""
            link = f'<br><a href="{escape(one.path)}">{escape(one.path)}</a>' if one.path else ""
            yield f"<li><bdi>{escape(what + gone)}</bdi>{link}<br><code>{escape(one.sha256)}</code></li>"
        yield "</ul>\n"


def _claims(shown: PostShown) -> Iterator[str]:
    if shown.claims:
        yield "<h3>Claims, as read by grammar</h3><ul>"
        yield from (f"<li>revision {one.revision}: <bdi>{escape(in_words(one))}</bdi></li>" for one in shown.claims)
        yield "</ul>\n"


def marked(pieces: Sequence[Piece]) -> str:
    """A difference as HTML."""
    return "".join(_TAGS[piece.what].format(escape(piece.text)) for piece in pieces)
