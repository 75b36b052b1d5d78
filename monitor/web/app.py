"""The pages of the daemon: whether it is well, what it counts, and what links in messages lead to."""

from collections.abc import Sequence
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.web import acts
from monitor.web.acts import Door

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


def pages(vitals: Vitals, door: Door | None = None) -> Starlette:
    """All pages. But for what links lead to, where there is a door for them, they show no text from outside and take
    none.
    """

    async def healthy(_request: Request) -> Response:
        return _verdict("healthy", await vitals.unhealthy())

    async def ready(_request: Request) -> Response:
        return _verdict("ready", await vitals.unready())

    async def metrics(_request: Request) -> Response:
        body, kind = await vitals.metrics()
        return Response(body, headers={**_FRESH, "content-type": kind})

    own = [Route("/-/healthy", healthy), Route("/-/ready", ready), Route("/metrics", metrics)]
    return Starlette(routes=[*own, *(acts.routes(door) if door is not None else ())])


def _verdict(name: str, reasons: Sequence[str]) -> Response:
    return JSONResponse(
        {name: not reasons, "reasons": list(reasons)}, status_code=503 if reasons else 200, headers=_FRESH
    )
