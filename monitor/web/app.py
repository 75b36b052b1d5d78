"""The pages of the daemon: an index, whether it is well, what it counts, feeds, and what links in messages lead to."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.web import acts
from monitor.web.acts import Door
from monitor.web.index import index

_FRESH = {"cache-control": "no-store"}


class Vitals(Protocol):
    """What the pages ask."""

    async def unhealthy(self) -> Sequence[str]:
        """Why a restart would help; empty: all is well."""
        ...

    async def unready(self) -> Sequence[str]:
        """Why the daemon does not do all that it is there for."""
        ...

    async def metrics(self) -> tuple[bytes, str]:
        """Metrics as text, and the type of that text."""
        ...


class Feed(Protocol):
    """A feed as it is served. `modified` is in milliseconds since 1970, or None where it cannot be told by."""

    @property
    def body(self) -> bytes: ...
    @property
    def kind(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def modified(self) -> int | None: ...


class Feeds(Protocol):
    """What the feeds ask."""

    async def feed(self, receiver: str, entry: str, token: str) -> Feed | None:
        """The feed of a receiver's entry ("": its first feed), or None if there is none for who has this token."""
        ...

    def open(self) -> Sequence[str]:
        """The feeds that are served to anybody, as `receiver/entry`."""
        ...


def pages(vitals: Vitals, feeds: Feeds | None = None, door: Door | None = None) -> Starlette:
    """All pages. But for feeds, and for what links lead to where there is a door for them, they show no text from
    outside and take none.
    """

    async def start(_request: Request) -> Response:
        return index(feeds.open() if feeds else (), links=door is not None)

    async def healthy(_request: Request) -> Response:
        return _verdict("healthy", await vitals.unhealthy())

    async def ready(_request: Request) -> Response:
        return _verdict("ready", await vitals.unready())

    async def metrics(_request: Request) -> Response:
        body, kind = await vitals.metrics()
        return Response(body, headers={**_FRESH, "content-type": kind})

    async def feed(request: Request) -> Response:
        asked = request.path_params
        token = request.query_params.get("token", "")
        found = await feeds.feed(asked["receiver"], asked.get("entry", ""), token) if feeds else None
        return _feed(request, found) if found else Response("Not Found", 404, media_type="text/plain")

    always = {"/": start, "/-/healthy": healthy, "/-/ready": ready, "/metrics": metrics}
    routes = [Route(path, page) for path, page in always.items()]
    if feeds is not None:
        routes += [Route("/feeds/{receiver}", feed), Route("/feeds/{receiver}/{entry}", feed)]
    return Starlette(routes=[*routes, *(acts.routes(door) if door is not None else ())])


def _feed(request: Request, found: Feed) -> Response:
    """The feed, or that it is still what the reader has."""
    headers = {"etag": found.tag, "cache-control": "private, no-cache", "x-content-type-options": "nosniff"}
    if found.modified is not None:
        headers["last-modified"] = format_datetime(datetime.fromtimestamp(found.modified // 1000, UTC), usegmt=True)
    if _has(request, found):
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers={**headers, "content-type": found.kind})


def _has(request: Request, found: Feed) -> bool:
    """Whether a reader has this already. Tags say more than times, which count whole seconds."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in {found.tag, "*"} for tag in tags.split(","))
    since = request.headers.get("if-modified-since", "")
    if not since or found.modified is None:
        return False
    try:
        return parsedate_to_datetime(since).timestamp() >= found.modified // 1000
    except (ValueError, OverflowError):
        return False


def _verdict(name: str, reasons: Sequence[str]) -> Response:
    return JSONResponse(
        {name: not reasons, "reasons": list(reasons)}, status_code=503 if reasons else 200, headers=_FRESH
    )
