import asyncio
import gzip
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from patience import PATIENCE

from monitor.errors import Rejected, Unavailable
from monitor.net.guard import ForbiddenAddressError, guarded_socket, is_public
from monitor.net.retry import retry_after
from monitor.ports.clock import SystemClock
from monitor.sinks._transport import LARGEST_BODY, Transport
from monitor.testing.receivers import Answer, WebhookReceiver

CLOSED = (
    *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),  # noqa: S104
    "169.254.169.254",
    *("172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
    *("198.18.0.1", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("168.63.129.16", "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("::ffff:169.254.169.254", "::ffff:100.64.0.1", "64:ff9b::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1"),
    *("100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1"),
)
OPEN = ("8.8.8.8", "1.1.1.1", "149.154.167.220", "::ffff:8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e")


@pytest.mark.parametrize("address", CLOSED)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not is_public(address)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with pytest.raises(ForbiddenAddressError):
        guarded_socket((family, socket.SOCK_STREAM, 6, "", (address, 80)))


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    guarded_socket((family, socket.SOCK_STREAM, 6, "", (address, 80))).close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"])
async def test_loopback_is_refused_as_a_literal_and_by_name(transport: Transport, host: str) -> None:
    async with WebhookReceiver() as receiver:
        url = httpx.URL(f"http://{host}:{receiver.port}/secret-path?token=1")
        with pytest.raises(Rejected, match="allow_private: true") as caught:
            await transport.post(url, b"{}", {})
        assert receiver.connections == 0
        assert "secret-path" not in str(caught.value)
        assert "token" not in str(caught.value)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "127.1"])
async def test_no_other_spelling_of_loopback_gets_through(transport: Transport, host: str) -> None:
    async with WebhookReceiver() as receiver:
        with pytest.raises(Rejected):
            await transport.post(httpx.URL(f"http://{host}:{receiver.port}/"), b"{}", {})
        assert receiver.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_receiver_may_allow_them(transport: Transport, host: str) -> None:
    async with WebhookReceiver() as receiver:
        url = httpx.URL(f"http://{host}:{receiver.port}/")
        assert (await transport.post(url, b"{}", {}, allow_private=True)).status == 204


async def test_a_connection_that_one_receiver_opened_does_not_serve_another(transport: Transport) -> None:
    async with WebhookReceiver() as receiver:
        url = httpx.URL(receiver.url)
        await transport.post(url, b"{}", {}, allow_private=True)
        with pytest.raises(Rejected):
            await transport.post(url, b"{}", {})


async def test_connections_are_used_again_and_cookies_are_not_kept(transport: Transport) -> None:
    async with WebhookReceiver() as receiver:
        receiver.answer = Answer(200, b"ok", {"set-cookie": "spy=1; Path=/"})
        for _ in range(3):
            await transport.post(httpx.URL(receiver.url), b"{}", {}, allow_private=True)
        assert receiver.connections == 1
        assert all("cookie" not in received.headers for received in receiver.received)


async def test_a_body_is_capped_and_never_unpacked(transport: Transport) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    async with WebhookReceiver() as receiver:
        receiver.program(Answer(200, bomb, {"content-encoding": "gzip"}), Answer(200, bytes(LARGEST_BODY * 4)))
        small = await transport.post(httpx.URL(receiver.url), b"", {}, allow_private=True)
        large = await transport.post(httpx.URL(receiver.url), b"", {}, allow_private=True)
        assert receiver.received[0].headers["accept-encoding"] == "identity"
    assert (small.body, small.whole) == (bomb, True)
    assert (len(large.body), large.whole) == (LARGEST_BODY, False)


async def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with Transport(SystemClock()) as transport, WebhookReceiver() as receiver:
        assert (await transport.post(httpx.URL(receiver.url), b"", {}, allow_private=True)).ok


async def test_failures_of_the_network_are_told_apart(transport: Transport) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unavailable, match="refuses connections"):
            await transport.post(httpx.URL(f"http://127.0.0.1:{taken.getsockname()[1]}/"), b"", {}, allow_private=True)
    with pytest.raises(Unavailable, match="cannot be resolved"):
        await transport.post(httpx.URL("http://no-such-host.invalid/"), b"", {})
    with pytest.raises(Rejected, match="http://"):
        await transport.post(httpx.URL("ftp://example.org/"), b"", {})


@asynccontextmanager
async def talking(said: bytes, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server that says the same to all, at once, whatever they send; its port."""
    open_ends: list[asyncio.StreamWriter] = []

    def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ends.append(writer)
        writer.write(said)

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in open_ends:
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()


@pytest.mark.filterwarnings("ignore:Sending a large body")
async def test_an_answer_before_the_body_was_taken(transport: Transport) -> None:
    async with (
        talking(b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n") as port,
        asyncio.timeout(PATIENCE),
    ):
        url = httpx.URL(f"http://127.0.0.1:{port}/")
        answer = await transport.post(url, bytes(20_000_000), {}, allow_private=True)
    assert answer.status == 413


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000])
async def test_what_is_not_http_is_unavailable(transport: Transport, said: bytes) -> None:
    async with talking(said) as port:
        url = httpx.URL(f"http://127.0.0.1:{port}/")
        with pytest.raises(Unavailable, match=r"^127\.0\.0\.1 "):
            await transport.post(url, b"", {}, allow_private=True, timeout=0.5)


async def test_a_certificate_that_nobody_vouches_for(transport: Transport) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "tls" / "localhost.pem")
    async with talking(b"", context) as port:
        with pytest.raises(Unavailable, match="certificate that does not hold"):
            await transport.post(httpx.URL(f"https://localhost:{port}/"), b"", {}, allow_private=True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sat, 14 Dec 2024 10:32:00 GMT", 60.0),
        ("Saturday, 14-Dec-24 10:32:00 GMT", 60.0),
        ("Sat Dec 14 10:32:00 2024", 60.0),
        ("Sat, 14 Dec 2024 10:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, 1_734_172_260_000) == seconds
