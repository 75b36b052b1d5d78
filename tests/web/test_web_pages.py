"""The pages, over a real port."""

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from patience import PATIENCE

from monitor.ops.port import take_port
from monitor.web.app import pages
from monitor.web.serve import serve


class Patient:
    """Says of itself what it is told to."""

    sick: Sequence[str] = ()
    unfit: Sequence[str] = ()
    hang = False

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def unhealthy(self) -> Sequence[str]:
        self.asked.set()
        if self.hang:
            await asyncio.Event().wait()
        return self.sick

    async def unready(self) -> Sequence[str]:
        return self.unfit

    async def metrics(self) -> tuple[bytes, str]:
        return b"up 1\n", "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def served(patient: Patient) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.Task[None]]]:
    port = take_port("127.0.0.1", 0)
    url = f"http://127.0.0.1:{port.getsockname()[1]}"
    task = asyncio.create_task(serve(pages(patient), port))
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield client, task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(("path", "name", "field"), [("healthy", "healthy", "sick"), ("ready", "ready", "unfit")])
async def test_a_verdict_is_a_status_with_its_reasons(path: str, name: str, field: str) -> None:
    patient = Patient()
    async with served(patient) as (client, _):
        well = await client.get(f"/-/{path}")
        setattr(patient, field, ["one", "two"])
        ill = await client.get(f"/-/{path}")
    assert (well.status_code, well.json()) == (200, {name: True, "reasons": []})
    assert (ill.status_code, ill.json()) == (503, {name: False, "reasons": ["one", "two"]})
    assert well.headers["cache-control"] == "no-store"
    assert "server" not in well.headers


class Kiosk:
    """Serves one open feed."""

    async def feed(self, receiver: str, entry: str, token: str) -> None:
        return None

    def open(self) -> Sequence[str]:
        return ["desk/rss"]


async def test_the_first_page_says_what_there_is_and_each_address_is_good() -> None:
    async with served(Patient()) as (client, _):
        answer = await client.get("/")
        listed = re.findall('href="([^"]+)"', answer.text)
        assert listed == ["-/healthy", "-/ready", "metrics"]
        assert {(await client.get(f"/{path}")).status_code for path in listed} == {200}
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "/act/" not in answer.text


async def test_the_first_page_names_open_feeds_alone() -> None:
    transport = httpx.ASGITransport(app=pages(Patient(), Kiosk()))
    async with httpx.AsyncClient(transport=transport, base_url="http://pages") as client:
        assert re.findall('href="(feeds[^"]+)"', (await client.get("/")).text) == ["feeds/desk/rss"]


async def test_metrics_keep_their_content_type() -> None:
    async with served(Patient()) as (client, _):
        answer = await client.get("/metrics")
    assert answer.text == "up 1\n"
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/-/", 404),
        ("GET", "/metrics/", 307),
        ("POST", "/-/healthy", 405),
        ("HEAD", "/-/ready", 200),
    ],
)
async def test_nothing_else_is_served(method: str, path: str, status: int) -> None:
    async with served(Patient()) as (client, _):
        assert (await client.request(method, path)).status_code == status


async def test_it_ends_soon_when_told_even_if_a_page_hangs() -> None:
    patient = Patient()
    async with served(patient) as (client, task):
        assert (await client.get("/-/ready")).status_code == 200, "an idle connection stays open"
        patient.hang = True
        asking = asyncio.create_task(client.get("/-/healthy"))
        await asyncio.wait_for(patient.asked.wait(), PATIENCE)
        task.cancel()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), PATIENCE)
        assert task.cancelled()
        with pytest.raises(httpx.HTTPError):
            (await asking).raise_for_status()
        with pytest.raises(httpx.ConnectError):
            await client.get("/-/healthy")


async def test_signals_stay_with_the_daemon() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    async with served(Patient()) as (client, _):
        await client.get("/-/healthy")
        assert {number: signal.getsignal(number) for number in before} == before


async def test_many_at_once_are_answered() -> None:
    async with served(Patient()) as (client, _):
        answers = await asyncio.gather(*(client.get("/-/healthy") for _ in range(40)))
    assert {answer.status_code for answer in answers} == {200}
    assert all(json.loads(answer.text)["healthy"] for answer in answers)


def test_pages_take_nothing_from_outside() -> None:
    routes: Any = pages(Patient()).routes
    assert {route.path: route.methods for route in routes} == {
        path: {"GET", "HEAD"} for path in ("/", "/-/healthy", "/-/ready", "/metrics")
    }
