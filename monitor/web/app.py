"""The pages of the daemon: whether it is well, and what it counts."""

from collections.abc import Sequence
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

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


def pages(vitals: Vitals) -> Starlette:
    """All pages. They show no text from outside and take none."""

    async def healthy(_request: Request) -> Response:
        return _verdict("healthy", await vitals.unhealthy())

    async def ready(_request: Request) -> Response:
        return _verdict("ready", await vitals.unready())

    async def metrics(_request: Request) -> Response:
        body, kind = await vitals.metrics()
        return Response(body, headers={**_FRESH, "content-type": kind})

    return Starlette(routes=[Route("/-/healthy", healthy), Route("/-/ready", ready), Route("/metrics", metrics)])


def _verdict(name: str, reasons: Sequence[str]) -> Response:
    return JSONResponse(
        {name: not reasons, "reasons": list(reasons)}, status_code=503 if reasons else 200, headers=_FRESH
    )
