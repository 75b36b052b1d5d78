"""Getting documents: caps, deadlines, redirects, politeness. The server is real and on loopback."""

import asyncio
import gzip
import socket
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Rejected, Unavailable
from monitor.ports.clock import SystemClock
from monitor.sources._fetch import Fetcher
from monitor.sources._inflate import Body, BrokenBody
from monitor.sources._turns import Manners, Turns
from monitor.testing.receivers._http import Answer, HttpReceiver, Request

QUICK = Manners(gap=0.0, patience=0.2, hold_first=0.5, hold_most=2.0)


class Site:
    """Answers by path, and keeps what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[Request], Answer]] = {}
        self.asked: list[Request] = []
        self.http = HttpReceiver(self._respond)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.http.port}{path}"

    def _respond(self, request: Request) -> Answer:
        self.asked.append(request)
        page = self.pages.get(request.path, Answer(404, b"none"))
        return page(request) if callable(page) else page


@asynccontextmanager
async def opened(manners: Manners = QUICK) -> AsyncIterator[tuple[Site, Callable[..., Any]]]:
    """A site, and a way to get its pages."""
    site = Site()
    async with site.http, Fetcher(SystemClock(), manners) as fetcher:

        async def get(path: str, **options: Any) -> Any:
            url = path if "://" in path else site.url(path)
            return await fetcher.get(url, **{"allow_private": True, "timeout": 2.0, **options})

        yield site, get


async def test_a_page_comes_with_what_the_next_request_needs() -> None:
    headers = {"etag": '"a1"', "last-modified": "Tue, 28 Feb 2023 09:06:02 GMT", "content-type": "text/html"}
    async with opened() as (site, get):
        site.pages["/a"] = Answer(200, b"hello", headers)
        page = await get("/a", etag='"a0"', last_modified="Mon, 27 Feb 2023 09:06:02 GMT", headers={"accept": "x/y"})
    assert (page.status, page.body, page.truncated, page.final_url) == (200, b"hello", False, site.url("/a"))
    assert (page.etag, page.last_modified, page.content_type) == tuple(headers.values())
    sent = site.asked[0].headers
    assert sent["if-none-match"] == '"a0"'
    assert sent["if-modified-since"] == "Mon, 27 Feb 2023 09:06:02 GMT"
    assert sent["accept"] == "x/y"
    assert sent["user-agent"].startswith("channel-monitor/")


@pytest.mark.parametrize("status", [204, 304, 400, 403, 404, 410])
async def test_what_a_status_means_is_left_to_the_caller(status: int) -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(status)
        assert (await get("/")).status == status


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
async def test_statuses_that_mean_not_now(status: int) -> None:
    async with opened() as (site, get):
        site.pages["/x?token=1"] = Answer(status)
        with pytest.raises(Unavailable, match=str(status)) as caught:
            await get("/x?token=1")
        assert "token" not in str(caught.value)


async def test_cookies_are_not_kept() -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(200, b"", {"set-cookie": "a=b"})
        await get("/")
        await get("/")
        assert "cookie" not in site.asked[1].headers


# Addresses


async def test_private_addresses_are_refused_unless_allowed() -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(200)
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
            with pytest.raises(Rejected, match="private"):
                await get(site.url(host=host), allow_private=False)
        assert site.http.connections == 0


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/passwd", "/s/x", "http://", "http://[::1", ""])
async def test_other_than_http_is_refused(url: str) -> None:
    async with opened() as (_, get):
        with pytest.raises(Rejected):
            await Fetcher(SystemClock()).get(url)
        del get


async def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(Rejected) as caught:
        await Fetcher(SystemClock()).get("http://me:secret@example.org/")
    assert "secret" not in str(caught.value)


# Redirects


async def test_redirects_are_followed_by_hand_up_to_a_number() -> None:
    async with opened() as (site, get):
        for step in range(3):
            site.pages[f"/{step}"] = Answer(302, b"", {"location": f"{step + 1}"})
        site.pages["/3"] = Answer(200, b"end")
        assert (await get("/0")).final_url == site.url("/3")
        short = await get("/0", redirects=2)
        assert (short.status, short.final_url, short.location) == (302, site.url("/2"), site.url("/3"))
        assert (await get("/0", redirects=0)).location == site.url("/1")


@pytest.mark.parametrize("where", ["file:///etc/passwd", "gopher://x/", "http://a:b@c/"])
async def test_a_redirect_leads_to_http_or_nowhere(where: str) -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(302, b"", {"location": where})
        with pytest.raises(Rejected):
            await get("/")


async def test_what_one_host_may_do_its_redirects_may_not() -> None:
    """Another private address, reached from an allowed one, and the headers that were meant for the first."""
    async with opened() as (site, get), HttpReceiver(lambda _: Answer(200, b"inner")) as other:
        site.pages["/"] = Answer(302, b"", {"location": f"http://127.0.0.1:{other.port}/"})
        with pytest.raises(Rejected, match="private"):
            await get("/", headers={"authorization": "mine"})
        assert other.connections == 0


async def test_a_ring_of_redirects_ends() -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(301, b"", {"location": "/"})
        assert (await get("/")).status == 301
        assert len(site.asked) == 6


# Caps and deadlines


def bare(data: bytes) -> bytes:
    """Deflate without its header, as some servers send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(("pack", "encoding"), [(gzip.compress, "gzip"), (zlib.compress, "deflate"), (bare, "deflate")])
async def test_packed_bodies_are_unpacked(pack: Callable[[bytes], bytes], encoding: str) -> None:
    text = b"posts " * 10_000
    async with opened() as (site, get):
        site.pages["/"] = Answer(200, pack(text), {"content-encoding": encoding})
        page = await get("/")
        assert (page.body, page.truncated) == (text, False)
        short = await get("/", most_bytes=5_000)
        assert (short.body, short.truncated) == (text[:5_000], True)


async def test_a_body_of_a_thousand_to_one_costs_what_its_cap_says() -> None:
    bomb = gzip.compress(bytes(200_000_000))
    async with opened() as (site, get):
        site.pages["/"] = Answer(200, bomb, {"content-encoding": "gzip"})
        tracemalloc.start()
        page = await get("/", most_bytes=1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (len(page.body), page.truncated) == (1_000_000, True)
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("body", "encoding"), [(b"no gzip", "gzip"), (gzip.compress(b"x" * 999, mtime=0)[:-12], "gzip"), (b"x", "br")]
)
async def test_a_body_that_is_not_what_it_says_is_no_page(body: bytes, encoding: str) -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(200, body, {"content-encoding": encoding})
        with pytest.raises(Unavailable, match="sent a body that is"):
            await get("/")


async def test_a_body_that_breaks_off_is_no_page() -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(200, b"half", {"content-length": "100"}, close=True)
        with pytest.raises(Unavailable):
            await get("/")


async def test_one_deadline_holds_over_hops_and_drips() -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(302, b"", {"location": "/slow"}, delay=0.15)
        site.pages["/slow"] = Answer(200, b"drip by drip", drip=1.0)
        began = time.monotonic()
        with pytest.raises(Unavailable, match=r"within 0\.3 s"):
            await get("/", timeout=0.3)
        assert time.monotonic() - began < 5.0  # all the drips would take twelve


async def test_failures_of_the_network_pass() -> None:
    async with opened() as (site, get):
        site.pages["/"] = Answer(reset=True)
        with pytest.raises(Unavailable, match="closed the connection"):
            await get("/")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            with pytest.raises(Unavailable, match="refuses"):
                await get(f"http://127.0.0.1:{taken.getsockname()[1]}/")


@given(st.lists(st.binary(max_size=300), max_size=5), st.sampled_from(["", "gzip", "deflate"]), st.integers(1, 400))
def test_unpacking_keeps_its_cap_and_raises_one_thing_only(chunks: list[bytes], encoding: str, most: int) -> None:
    try:
        body = Body(encoding, most)
        for chunk in chunks:
            body.add(chunk)
        assert len(body.done()) <= most
    except BrokenBody:
        pass


@given(st.lists(st.binary(max_size=500), min_size=1, max_size=4), st.integers(1, 50))
def test_gzip_in_pieces_and_chunks_is_put_together(parts: list[bytes], step: int) -> None:
    packed = b"".join(map(gzip.compress, parts))
    body = Body("gzip", 10_000)
    for start in range(0, len(packed), step):
        body.add(packed[start : start + step])
    assert body.done() == b"".join(parts)


# Politeness


async def test_requests_to_a_host_come_one_by_one_in_order_and_spaced() -> None:
    async with opened(Manners(gap=0.05)) as (site, get):
        for number in range(4):
            site.pages[f"/{number}"] = Answer(200)
        await asyncio.gather(*(get(f"/{number}") for number in range(4)))
        assert [request.path for request in site.asked] == ["/0", "/1", "/2", "/3"]
        times = [request.at_ns / 1e9 for request in site.asked]
    assert times[-1] - times[0] > 0.14  # each waits for its turn; when one is noted is the server's matter


async def test_hosts_do_not_wait_for_each_other() -> None:
    async with opened(Manners(gap=5.0)) as (site, get):
        site.pages["/"] = Answer(200)
        await get("/")
        async with asyncio.timeout(1.0):
            await get(site.url(host="localhost"))


async def test_a_page_that_hangs_gives_up_its_place() -> None:
    async with opened() as (site, get):
        site.pages["/hangs"] = Answer(hang=True)
        site.pages["/"] = Answer(200)
        hanging = asyncio.create_task(get("/hangs", timeout=5.0))
        await asyncio.sleep(0.05)
        assert (await get("/")).status == 200
        assert not hanging.done()
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)


async def test_retry_after_holds_the_whole_host() -> None:
    async with opened() as (site, get):
        site.pages["/busy"] = Answer(429, b"", {"retry-after": "30"})
        site.pages["/"] = Answer(200)
        with pytest.raises(Unavailable) as caught:
            await get("/busy")
        assert caught.value.retry_after == 30
        with pytest.raises(Unavailable, match="left alone") as caught:
            await get("/")
        assert 25 < (caught.value.retry_after or 0) <= 30
        assert len(site.asked) == 1
        assert (await get(site.url(host="localhost"))).status == 200


async def test_too_many_requests_without_a_wait_holds_longer_each_time() -> None:
    turns = Turns(QUICK)
    waits = [turns.refused("a", None) for _ in range(4)]
    assert waits == [0.5, 1.0, 2.0, 2.0]
    turns.welcomed("a")
    assert turns.refused("a", None) == 0.5
    assert turns.refused("a", 1e12) == QUICK.obey


async def test_whoever_gives_up_waiting_leaves_the_line() -> None:
    turns = Turns(Manners(gap=0.0, patience=9.0))
    order: list[int] = []

    async def take(number: int) -> None:
        async with turns.turn("a"):
            order.append(number)

    async with turns.turn("a"):
        tasks = [asyncio.create_task(take(number)) for number in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == [1, 2]


async def test_hosts_of_no_interest_are_forgotten() -> None:
    turns = Turns(Manners(gap=0.0))
    for number in range(2_500):
        async with turns.turn(f"host-{number}"):
            pass
    assert len(turns._hosts) <= 1_000
